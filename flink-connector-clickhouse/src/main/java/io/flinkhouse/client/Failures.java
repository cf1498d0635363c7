// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import io.flinkhouse.config.Endpoint;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;

import com.clickhouse.client.api.ClientException;
import com.clickhouse.client.api.ClientMisconfigurationException;
import com.clickhouse.client.api.ServerException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import static io.flinkhouse.error.ClickHouseException.NO_CODE;
import static io.flinkhouse.error.FailureKind.FAIL;
import static io.flinkhouse.error.FailureKind.RETRY;

/** Every way a request can go wrong, as one exception that says what may be done about it. */
final class Failures {

    /** Refusals of a proxy or balancer that may pass: time-out, too early, too many requests. */
    private static final Set<Integer> PASSING_REFUSALS = Set.of(408, 425, 429);

    private Failures() {}

    static ClickHouseException of(Endpoint endpoint, Exception cause) {
        if (cause instanceof ServerException answer) {
            return ofServer(endpoint, answer);
        }
        if (neverConnected(cause)) {
            return ofConnect(endpoint, cause);
        }
        if (cause instanceof ConnectionRequestTimeoutException) {
            return failure(endpoint, RETRY, "found no free connection in the pool.", cause);
        }
        if (cause instanceof SocketTimeoutException) {
            return failure(
                    endpoint,
                    RETRY,
                    "did not answer in time. Raise 'client.socket_timeout' if it needs longer.",
                    cause);
        }
        if (cause instanceof SSLException) {
            return ofTls(endpoint, (SSLException) cause);
        }
        if (cause instanceof ClientMisconfigurationException || isSetUp(cause)) {
            return failure(
                    endpoint,
                    FAIL,
                    "cannot be reached with these options: "
                            + innermost(cause)
                            + " Check the options 'client.*'.",
                    cause);
        }
        boolean passing = cause instanceof IOException || cause instanceof ClientException;
        return failure(
                endpoint, passing ? RETRY : FAIL, "gave no answer: " + innermost(cause), cause);
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

    /** Whether the request cannot have reached the server, so that another one may be asked. */
    static boolean neverConnected(Throwable cause) {
        return cause instanceof UnknownHostException
                || cause instanceof HttpHostConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException;
    }

    /** A 200 from something else: a proxy's page would otherwise pass for a stored block. */
    static ClickHouseException notClickHouse(Endpoint endpoint) {
        return failure(
                endpoint,
                RETRY,
                "answered, but not as ClickHouse does (no X-ClickHouse header). Check 'url': a"
                        + " proxy or another service listens there.",
                null);
    }

    /** An error that a server wrote into the body of a 200. */
    static ClickHouseException lateError(String text) {
        int code = codeIn(text);
        return new ClickHouseException(code, ServerError.kindOf(code, text), text);
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

    private static ClickHouseException ofServer(Endpoint endpoint, ServerException answer) {
        int code = answer.getCode();
        String text = answer.getMessage();
        if (code > 0) {
            return new ClickHouseException(
                    code,
                    ServerError.kindOf(code, text),
                    "ClickHouse at " + endpoint + " answered: " + text,
                    answer);
        }
        int status = answer.getTransportProtocolCode();
        boolean refused = status >= 400 && status < 500 && !PASSING_REFUSALS.contains(status);
        return failure(
                endpoint,
                refused ? FAIL : RETRY,
                "or a proxy before it answered with HTTP status " + status + ": " + text,
                answer);
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

    private static boolean isSetUp(Throwable cause) {
        return cause instanceof IllegalArgumentException
                || hasCause(cause, GeneralSecurityException.class);
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
        String text =
                root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return text.endsWith(".") ? text : text + ".";
    }

    private static int codeIn(String text) {
        int start = text.indexOf("Code: ");
        int end = start < 0 ? -1 : text.indexOf('.', start);
        String digits = end < 0 ? "" : text.substring(start + 6, end);
        return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : NO_CODE;
    }
}
