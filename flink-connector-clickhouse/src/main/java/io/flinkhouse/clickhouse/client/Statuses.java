// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

import java.util.Set;

/** Classifies HTTP statuses of responses without a ClickHouse error code: retry or fail. */
final class Statuses {

    /** Statuses of transient failures: a busy server or balancer, a time-out, too many requests. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private static final Set<Integer> LASTING = Set.of(501, 505, 511);

    private static final int MAX_TEXT = 500;

    private Statuses() {}

    /**
     * Returns the error of a response.
     *
     * @param user the user whose request failed
     * @param text the body, or its beginning
     * @param sent the length of the request's body
     */
    static ClickHouseException failure(
            Endpoint endpoint, String user, HttpResponse response, String text, long sent) {
        int status = response.getCode();
        if (ErrorMapping.isServerError(text)) {
            return ErrorMapping.ofServer(endpoint, user, "", text);
        }
        String said = text.strip();
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                kind(status),
                "ClickHouse at "
                        + endpoint
                        + " or a proxy before it answered with HTTP status "
                        + status
                        + advice(status, response, sent)
                        + (said.isEmpty() ? "." : ". It says: " + shortened(said)));
    }

    private static FailureKind kind(int status) {
        boolean passes = PASSING.contains(status) || (status >= 500 && !LASTING.contains(status));
        return passes ? FailureKind.RETRY : FailureKind.FAIL;
    }

    private static String advice(int status, HttpResponse response, long sent) {
        if (status >= 300 && status < 400) {
            return redirect(response);
        }
        return switch (status) {
            case 401 -> ": it requires a log-in. Check 'username' and 'password', or the token";
            case 403 -> ": it forbids the request. Check the log-in, and the rules of the proxy";
            case 404 ->
                    ": it has nothing at this path. Check the path in 'url'; the database is named"
                            + " by 'database-name', not by a path behind http://";
            case 405, 411, 415, 501 ->
                    ": it does not take a POST with a body, as ClickHouse does. Check 'url'";
            case 407 ->
                    ": the proxy requires a log-in. Set 'client.proxy_user' and"
                            + " 'client.proxy_password'";
            case 413 ->
                    ": the request's body of "
                            + sent
                            + " bytes is too long for it. Raise its limit (nginx:"
                            + " client_max_body_size), or lower 'sink.flush.max-bytes'";
            case 414, 431 ->
                    ": the address or a header is too long for it. Raise its limit, or give fewer"
                            + " 'settings.*' and 'client.http_header_*'";
            default -> "";
        };
    }

    private static String redirect(HttpResponse response) {
        Header location = response.getFirstHeader("Location");
        return location == null
                ? ", a redirect, which is not followed. Check 'url'"
                : ", a redirect to '"
                        + withoutSecrets(location.getValue())
                        + "', which is not followed. If that is the server, give it in 'url'";
    }

    /** Returns an address without parameters, user and password. */
    private static String withoutSecrets(String location) {
        return shortened(location.replaceAll("[?#].*$", "").replaceAll("//[^/]*@", "//"));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
