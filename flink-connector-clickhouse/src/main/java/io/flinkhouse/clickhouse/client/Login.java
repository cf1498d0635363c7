// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Builds the headers that authenticate a request: by password, token or client certificate, and
 * never by two of them.
 */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    static final AtomicBoolean WARNED = new AtomicBoolean();

    private static final String USER = "X-ClickHouse-User";
    private static final String KEY = "X-ClickHouse-Key";
    private static final String BY_CERTIFICATE = "X-ClickHouse-SSL-Certificate-Auth";
    private static final String AUTHORIZATION = "Authorization";

    private Login() {}

    static List<Header> headers(ConnectionConfig config, ClientOptions options) {
        for (ClientOption token : List.of(ClientOption.ACCESS_TOKEN, ClientOption.BEARER_TOKEN)) {
            if (options.has(token)) {
                warnIfReadable(config);
                return List.of(new BasicHeader(AUTHORIZATION, "Bearer " + options.text(token)));
            }
        }
        String user = config.username();
        if (options.flag(ClientOption.SSL_AUTHENTICATION)) {
            return List.of(new BasicHeader(USER, user), new BasicHeader(BY_CERTIFICATE, "on"));
        }
        String password = config.password().reveal();
        if (!password.isEmpty()) {
            warnIfReadable(config);
        }
        if (user.indexOf(':') >= 0) { // which ends the name in Basic authentication
            return List.of(new BasicHeader(USER, user), new BasicHeader(KEY, password));
        }
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return List.of(
                new BasicHeader(
                        AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(both)));
    }

    /** Logs once per process, because every task of a job would log the same. */
    private static void warnIfReadable(ConnectionConfig config) {
        for (Endpoint endpoint : config.endpoints()) {
            if (!endpoint.tls() && !isLocal(endpoint.host()) && !WARNED.getAndSet(true)) {
                LOG.warn(
                        "The log-in travels to {} without TLS, so the network in between can read"
                                + " it. Give https:// in 'url' where the server has TLS.",
                        endpoint);
            }
        }
    }

    private static boolean isLocal(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1");
    }
}
