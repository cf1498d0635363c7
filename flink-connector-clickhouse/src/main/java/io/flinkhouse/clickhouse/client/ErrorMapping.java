// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import static io.flinkhouse.clickhouse.error.ClickHouseException.NO_CODE;
import static io.flinkhouse.clickhouse.error.FailureKind.FAIL;
import static io.flinkhouse.clickhouse.error.FailureKind.RETRY;

/**
 * Maps every failure of a request to a {@link io.flinkhouse.clickhouse.error.ClickHouseException}
 * that says how to handle it.
 */
final class ErrorMapping {

    private ErrorMapping() {}

    static ClickHouseException of(Endpoint endpoint, Exception cause) {
        if (neverConnected(cause)) {
            return ofConnect(endpoint, cause);
        }
        if (cause instanceof ConnectionRequestTimeoutException) {
            return failure(
                    endpoint,
                    RETRY,
                    "had no free connection in the pool in time. Raise"
                            + " 'client.connection_request_timeout'.",
                    cause);
        }
        if (cause instanceof SocketTimeoutException) {
            return failure(
                    endpoint,
                    RETRY,
                    "did not respond in time. Raise 'client.socket_timeout' if it needs longer.",
                    cause);
        }
        if (hasCause(cause, MessageConstraintException.class)) {
            return failure(
                    endpoint,
                    FAIL,
                    "answered with more or longer headers than ClickHouse sends: "
                            + innermost(cause)
                            + " Check 'url', and what stands between.",
                    cause);
        }
        if (cause instanceof SSLException tls) {
            return ofTls(endpoint, tls);
        }
        return failure(
                endpoint,
                cause instanceof IOException ? RETRY : FAIL,
                "gave no answer: " + innermost(cause),
                cause);
    }

    /** Returns the error of a connection that the options do not allow. */
    static ClickHouseException setUp(Endpoint endpoint, Exception cause) {
        return failure(
                endpoint,
                FAIL,
                "cannot be reached with these options: "
                        + sentence(cause)
                        + " Check the options 'client.*'.",
                cause);
    }

    static ClickHouseException closed(Exception cause) {
        return new ClickHouseException(NO_CODE, FAIL, "The client is closed.", cause);
    }

    static ClickHouseException interrupted(Endpoint endpoint, Exception cause) {
        return new ClickHouseException(
                NO_CODE, RETRY, "The request to " + endpoint + " was interrupted.", cause);
    }

    static ClickHouseException late(Endpoint endpoint, Duration limit, Exception cause) {
        return failure(
                endpoint,
                RETRY,
                "did not complete a request within "
                        + limit.toMillis()
                        + " ms. Raise 'client.request_timeout' if it needs longer.",
                cause);
    }

    /** Returns the error of a compressed response, which no request asks for. */
    static ClickHouseException encoded(Endpoint endpoint) {
        return failure(
                endpoint,
                FAIL,
                "answered with a Content-Encoding, which the connector never asks for."
                        + " Configure the proxy in between not to compress responses.",
                null);
    }

    /** Returns the error of a response that ended before it was complete. */
    static ClickHouseException brokenOff(Endpoint endpoint, Exception cause) {
        return failure(
                endpoint,
                RETRY,
                "broke off its response: "
                        + innermost(cause)
                        + " The server was stopped, ended the query, or the network failed; see the"
                        + " server's log.",
                cause);
    }

    /** Returns the error of a response without length and chunks, which only its end ends. */
    static ClickHouseException endless(Endpoint endpoint) {
        return failure(
                endpoint,
                FAIL,
                "answered without Content-Length and without chunks, so a response that broke off"
                        + " would look complete. Configure the proxy in between to pass on"
                        + " HTTP/1.1 with 'Transfer-Encoding: chunked'.",
                null);
    }

    static ClickHouseException tooMuch(Endpoint endpoint, int megabytes) {
        return failure(
                endpoint,
                FAIL,
                "responded to a short query with more than "
                        + megabytes
                        + " MB. Check 'url': another service or a proxy may respond.",
                null);
    }

    /** Returns the error of a response that does not have the columns of the query. */
    static ClickHouseException otherShape(String what) {
        return new ClickHouseException(
                NO_CODE,
                FAIL,
                "ClickHouse answered "
                        + what
                        + ", so a setting of the user's profile or a proxy changes responses. Remove that"
                        + " setting, or give the job another user.");
    }

    private static ClickHouseException ofConnect(Endpoint endpoint, Exception cause) {
        return new ClickHouseException(
                NO_CODE,
                RETRY,
                "Cannot connect to ClickHouse at "
                        + endpoint
                        + ": "
                        + connectReason(cause)
                        + " Check 'url', the network, and that the server is up.",
                cause);
    }

    /**
     * Returns whether the request cannot have reached the server, so that the next endpoint may be
     * tried.
     */
    static boolean neverConnected(Throwable cause) {
        return cause instanceof UnknownHostException
                || cause instanceof HttpHostConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException;
    }

    /**
     * Rejects a 200 response of another service: a proxy's page must not count as a stored block.
     */
    static ClickHouseException notClickHouse(Endpoint endpoint) {
        return failure(
                endpoint,
                RETRY,
                "responded without an X-ClickHouse header. Check 'url': a proxy or another"
                        + " service listens there.",
                null);
    }

    /** Returns the error that a server wrote into the body of a response with status 200. */
    static ClickHouseException lateError(String text, String user) {
        int code = codeIn(text);
        return ClickHouseException.ofServer(code, "", text, user);
    }

    static ClickHouseException noEndpoint(List<Endpoint> tried, ClickHouseException last) {
        if (tried.size() == 1) {
            return last;
        }
        return new ClickHouseException(
                last.code(),
                last.kind(),
                "None of the servers " + tried + " can be reached. " + last.getMessage(),
                last);
    }

    /**
     * Returns the error of a response.
     *
     * @param user the user whose request failed
     * @param code the value of the header; if it is no number, the code is read from the text
     */
    static ClickHouseException ofServer(Endpoint endpoint, String user, String code, String text) {
        String digits = code.strip();
        int number = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : codeIn(text);
        return ClickHouseException.ofServer(
                number,
                "ClickHouse at " + endpoint + " answered: ",
                text.isBlank() ? "error " + digits : text,
                user);
    }

    /** Tells whether a text is an error as ClickHouse writes it. */
    static boolean isServerError(String text) {
        return text.startsWith("Code: ") && codeIn(text) != NO_CODE;
    }

    private static ClickHouseException ofTls(Endpoint endpoint, SSLException cause) {
        boolean permanent =
                cause instanceof SSLPeerUnverifiedException
                        || hasCause(cause, GeneralSecurityException.class)
                        || innermost(cause).contains("SSL message");
        return failure(
                endpoint,
                permanent ? FAIL : RETRY,
                "did not complete the TLS handshake: "
                        + innermost(cause)
                        + " Check the scheme and port in 'url', and give the certificate authority"
                        + " with 'client.sslrootcert' or 'client.trust_store'.",
                cause);
    }

    private static ClickHouseException failure(
            Endpoint endpoint, FailureKind kind, String what, Exception cause) {
        return new ClickHouseException(
                NO_CODE, kind, "ClickHouse at " + endpoint + " " + what, cause);
    }

    private static String connectReason(Exception cause) {
        return cause instanceof UnknownHostException
                ? "the host name cannot be resolved."
                : innermost(cause);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return sentence(root);
    }

    private static String sentence(Throwable failure) {
        String text =
                failure.getMessage() == null
                        ? failure.getClass().getSimpleName()
                        : failure.getMessage();
        return text.endsWith(".") ? text : text + ".";
    }

    private static int codeIn(String text) {
        int start = text.indexOf("Code: ");
        int end = start < 0 ? -1 : text.indexOf('.', start);
        String digits = end < 0 ? "" : text.substring(start + 6, end);
        return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : NO_CODE;
    }
}
