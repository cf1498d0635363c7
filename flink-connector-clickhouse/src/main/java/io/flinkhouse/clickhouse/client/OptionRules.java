// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.client.OptionForm.ProxyType;
import io.flinkhouse.clickhouse.client.OptionForm.SslMode;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import static io.flinkhouse.clickhouse.client.ClientOption.ACCESS_TOKEN;
import static io.flinkhouse.clickhouse.client.ClientOption.BEARER_TOKEN;
import static io.flinkhouse.clickhouse.client.ClientOption.CERTIFICATE;
import static io.flinkhouse.clickhouse.client.ClientOption.KEY;
import static io.flinkhouse.clickhouse.client.ClientOption.KEY_STORE_PASSWORD;
import static io.flinkhouse.clickhouse.client.ClientOption.KEY_STORE_TYPE;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_HOST;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_PASSWORD;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_PORT;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_TYPE;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_USER;
import static io.flinkhouse.clickhouse.client.ClientOption.ROOT_CERTIFICATE;
import static io.flinkhouse.clickhouse.client.ClientOption.SOCKET_TIMEOUT;
import static io.flinkhouse.clickhouse.client.ClientOption.SSL_AUTHENTICATION;
import static io.flinkhouse.clickhouse.client.ClientOption.SSL_MODE;
import static io.flinkhouse.clickhouse.client.ClientOption.TRUST_STORE;

/** Refuses options that contradict each other or the address, or that would have no effect. */
final class OptionRules {

    private static final List<ClientOption> FOR_TLS =
            List.of(
                    TRUST_STORE,
                    KEY_STORE_TYPE,
                    KEY_STORE_PASSWORD,
                    ROOT_CERTIFICATE,
                    CERTIFICATE,
                    KEY,
                    SSL_AUTHENTICATION);

    private OptionRules() {}

    static void check(ClientOptions options, ConnectionConfig config) {
        proxy(options, config);
        tls(options, config.endpoints().stream().anyMatch(Endpoint::tls));
        logIn(options, config);
        quorum(options, config.settings().get(InsertSettings.QUORUM_TIMEOUT));
    }

    private static void quorum(ClientOptions options, String chosen) {
        Duration silence = options.duration(SOCKET_TIMEOUT);
        refuseIf(
                chosen != null
                        && chosen.matches("\\d{1,18}")
                        && Long.parseLong(chosen) >= silence.toMillis(),
                "'settings.insert_quorum_timeout' = '%s' is not below 'client.socket_timeout' = %d ms, so the connector would give up before the server responds. Lower the first, or raise the second."
                        .formatted(chosen, silence.toMillis()));
    }

    private static void proxy(ClientOptions options, ConnectionConfig config) {
        boolean proxy = options.has(PROXY_HOST);
        refuseIf(
                proxy != options.has(PROXY_PORT),
                "A proxy needs both 'client.proxy_host' and 'client.proxy_port'. Set the other, too.");
        for (ClientOption option : List.of(PROXY_TYPE, PROXY_USER, PROXY_PASSWORD)) {
            needs(options, option, PROXY_HOST);
        }
        needs(options, PROXY_PASSWORD, PROXY_USER);
        refuseIf(
                proxy
                        && options.proxyType() == ProxyType.HTTP
                        && config.endpoints().stream().anyMatch(OptionRules::isPunycode),
                "'url' names a host with letters that are not ASCII, which HTTP proxies do not"
                        + " understand alike. Give another name of the host, or its address.");
        if (options.has(PROXY_USER)) {
            refuseIf(
                    options.proxyType() == ProxyType.SOCKS,
                    "'client.proxy_user' is for HTTP proxies; a SOCKS proxy is used without a"
                            + " log-in. Leave it out.");
            refuseIf(
                    options.text(PROXY_USER).indexOf(':') >= 0,
                    "'client.proxy_user' has a ':', which no proxy can tell from the password's."
                            + " Use another user.");
        }
    }

    /**
     * HttpClient would send the name to the proxy in characters that a request line cannot contain.
     */
    private static boolean isPunycode(Endpoint endpoint) {
        return ("." + endpoint.host()).toLowerCase(Locale.ROOT).contains(".xn--");
    }

    private static void tls(ClientOptions options, boolean tls) {
        SslMode mode = options.sslMode();
        for (ClientOption option : FOR_TLS) {
            refuseIf(!tls && options.has(option), withoutTls(option));
        }
        refuseIf(!tls && options.has(SSL_MODE) && mode != SslMode.DISABLED, withoutTls(SSL_MODE));
        refuseIf(
                tls && mode == SslMode.DISABLED,
                "'client.ssl_mode' = 'disabled' contradicts https:// in 'url'; give one of strict,"
                        + " verify_ca, trust, or http:// in 'url'.");
        needs(options, KEY_STORE_TYPE, TRUST_STORE);
        needs(options, KEY_STORE_PASSWORD, TRUST_STORE);
        needs(options, CERTIFICATE, KEY);
        needs(options, KEY, CERTIFICATE);
        if (options.flag(SSL_AUTHENTICATION)) {
            needs(options, SSL_AUTHENTICATION, CERTIFICATE);
        }
    }

    private static String withoutTls(ClientOption option) {
        return option.quoted()
                + " is for TLS, and 'url' begins with http://. Give https:// in 'url', or leave the"
                + " option out.";
    }

    private static void logIn(ClientOptions options, ConnectionConfig config) {
        boolean token = options.has(ACCESS_TOKEN) || options.has(BEARER_TOKEN);
        refuseIf(
                options.has(ACCESS_TOKEN) && options.has(BEARER_TOKEN),
                "'client.access_token' and 'client.bearer_token' are the same; give one of them.");
        refuseIf(
                token && options.flag(SSL_AUTHENTICATION),
                "'client.ssl_authentication' and a token contradict each other; give one of them.");
        boolean inHeaders =
                !token && (config.username().indexOf(':') >= 0 || options.flag(SSL_AUTHENTICATION));
        refuseIf(
                inHeaders
                        && !(HeaderRules.isPlain(config.username())
                                && HeaderRules.isPlain(config.password().reveal())),
                "'username' has a ':' or logs in with a certificate, so it and 'password' travel in"
                        + " headers, which carry ASCII characters only. Rename the user.");
    }

    private static void needs(ClientOptions options, ClientOption option, ClientOption other) {
        refuseIf(
                options.has(option) && !options.has(other),
                option.quoted() + " does nothing without " + other.quoted() + ". Give both.");
    }

    private static void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new IllegalArgumentException(message);
        }
    }
}
