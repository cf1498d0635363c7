// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.error.Suggestion;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.TimeUtils;

import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.enums.ProxyType;
import com.clickhouse.client.api.enums.SSLMode;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import static java.util.Map.entry;

/**
 * The options {@code client.<name>}: those of client-v2 that a user may choose, under its names.
 *
 * <p>Durations are milliseconds as in client-v2, or carry a unit ({@code 30 s}).
 */
@Internal
public final class ClientOptions {

    /** {@code client.http_header_X-Name} adds a header to each request. */
    private static final String HEADER_PREFIX = ClientConfigProperties.HTTP_HEADER_PREFIX;

    private static final long CONNECT_TIMEOUT_MS = 10_000;

    /** client-v2 would wait for ever. */
    private static final int SOCKET_TIMEOUT_MS = 120_000;

    private static final Map<String, Function<String, Object>> CHOICES =
            Map.ofEntries(
                    entry("connection_timeout", ClientOptions::millis),
                    entry("socket_timeout", text -> Math.toIntExact(millis(text))),
                    entry("connection_request_timeout", ClientOptions::millis),
                    entry("connection_ttl", ClientOptions::millis),
                    entry("http_keep_alive_timeout", ClientOptions::millis),
                    entry("socket_rcvbuf", Integer::valueOf),
                    entry("socket_sndbuf", Integer::valueOf),
                    entry("socket_tcp_nodelay", ClientOptions::flag),
                    entry("client_network_buffer_size", Integer::valueOf),
                    entry(
                            "proxy_type",
                            text -> ProxyType.valueOf(text.toUpperCase(Locale.ROOT)).name()),
                    entry("proxy_host", text -> text),
                    entry("proxy_port", Integer::valueOf),
                    entry("proxy_user", text -> text),
                    entry("proxy_password", text -> text),
                    entry("trust_store", text -> text),
                    entry("key_store_type", text -> text),
                    entry("key_store_password", text -> text),
                    entry("sslrootcert", text -> text),
                    entry("sslcert", text -> text),
                    entry("ssl_key", text -> text),
                    entry("ssl_mode", SSLMode::fromValue),
                    entry("ssl_authentication", ClientOptions::flag),
                    entry("access_token", text -> text),
                    entry("bearer_token", text -> text));

    private static final String OWN_RETRIES =
            "the connector repeats requests itself, see 'sink.retry.timeout'";
    private static final String OWN_COMPRESSION = "the connector compresses blocks itself";

    private static final Map<String, String> NOT_FOR_USERS =
            Map.ofEntries(
                    entry("retry", OWN_RETRIES),
                    entry("client_retry_on_failures", OWN_RETRIES),
                    entry("compress", OWN_COMPRESSION),
                    entry("decompress", OWN_COMPRESSION),
                    entry("client.use_http_compression", OWN_COMPRESSION),
                    entry("app_compressed_data", OWN_COMPRESSION),
                    entry("max_open_connections", "the pool has as many as 'sink.in-flight' needs"),
                    entry("async", "'sink.in-flight' says how many inserts run at once"),
                    entry("user", "use 'username'"),
                    entry("password", "use 'password'"),
                    entry("database", "use 'database-name'"));

    private ClientOptions() {}

    /** The names that {@code client.<name>} may carry. */
    public static Set<String> names() {
        return new TreeSet<>(CHOICES.keySet());
    }

    /** Refuses, by name, what a client would not understand. */
    public static void check(Map<String, String> options) {
        options.forEach(ClientOptions::read);
        if (options.containsKey("proxy_host") != options.containsKey("proxy_port")) {
            throw new IllegalArgumentException(
                    "A proxy needs both 'client.proxy_host' and 'client.proxy_port'.");
        }
    }

    /** Everything client-v2 needs to know, as it wants to be told. */
    static Map<String, Object> of(ConnectionConfig config, int concurrency) {
        Map<ClientConfigProperties, Object> fixed = new EnumMap<>(ClientConfigProperties.class);
        fixed.put(ClientConfigProperties.USER, config.username());
        fixed.put(ClientConfigProperties.PASSWORD, config.password().reveal());
        fixed.put(ClientConfigProperties.DATABASE, config.database());
        fixed.put(ClientConfigProperties.CLIENT_NAME, ConnectorVersion.USER_AGENT);
        fixed.put(ClientConfigProperties.HTTP_MAX_OPEN_CONNECTIONS, concurrency);
        fixed.put(ClientConfigProperties.COMPRESS_SERVER_RESPONSE, false);
        fixed.put(ClientConfigProperties.COMPRESS_CLIENT_REQUEST, false);
        fixed.put(ClientConfigProperties.CLIENT_RETRY_ON_FAILURE, List.of(ClientFaultCause.None));
        fixed.put(ClientConfigProperties.CONNECTION_TIMEOUT, CONNECT_TIMEOUT_MS);
        fixed.put(ClientConfigProperties.SOCKET_OPERATION_TIMEOUT, SOCKET_TIMEOUT_MS);
        fixed.put(ClientConfigProperties.PROXY_TYPE, ProxyType.HTTP.name());
        Map<String, Object> all = new HashMap<>();
        fixed.forEach((property, value) -> all.put(property.getKey(), value));
        config.client().forEach((name, text) -> all.put(name, read(name, text)));
        config.settings().forEach((name, value) -> all.put(setting(name), value));
        useToken(all);
        return all;
    }

    /** Under this name, and only under this name, a setting reaches the server. */
    static String setting(String name) {
        return ClientConfigProperties.SERVER_SETTING_PREFIX + name;
    }

    private static void useToken(Map<String, Object> all) {
        Object bearer = all.remove(ClientConfigProperties.BEARERTOKEN_AUTH.getKey());
        Object token = all.remove(ClientConfigProperties.ACCESS_TOKEN.getKey());
        Object chosen = bearer == null ? token : bearer;
        if (chosen != null) {
            all.put(ClientConfigProperties.HTTP_USE_BASIC_AUTH.getKey(), false);
            all.put(ClientConfigProperties.httpHeader("Authorization"), "Bearer " + chosen);
        }
    }

    private static Object read(String name, String text) {
        if (name.startsWith(HEADER_PREFIX)) {
            refuseLogIn(name);
            return text;
        }
        Function<String, Object> reader = CHOICES.get(name);
        if (reader == null) {
            throw new IllegalArgumentException(refusal(name));
        }
        try {
            return reader.apply(text.trim());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'client." + name + "' has a value that client-v2 cannot use: " + advice(name));
        }
    }

    /** Flink hides passwords and tokens by the name of the option; it would not hide these. */
    private static void refuseLogIn(String name) {
        String header = name.substring(HEADER_PREFIX.length()).toLowerCase(Locale.ROOT);
        String instead =
                switch (header) {
                    case "authorization" -> "'client.access_token'";
                    case "x-clickhouse-key" -> "'password'";
                    case "x-clickhouse-user" -> "'username'";
                    default -> null;
                };
        if (instead != null) {
            throw new IllegalArgumentException(
                    "'client." + name + "' cannot be chosen: use " + instead + ".");
        }
    }

    private static String refusal(String name) {
        String reason = NOT_FOR_USERS.get(name);
        return reason != null
                ? "'client." + name + "' cannot be chosen: " + reason + "."
                : "'client."
                        + name
                        + "' is not an option of the client."
                        + Suggestion.nearest(name, CHOICES.keySet())
                                .map(known -> " Did you mean 'client." + known + "'?")
                                .orElse(" Known are " + String.join(", ", names()) + ".");
    }

    /** Never repeats the value: it may be in the wrong place, and secret. */
    private static String advice(String name) {
        return switch (name) {
            case "ssl_mode" -> "give one of disabled, trust, verify_ca, strict.";
            case "proxy_type" -> "give HTTP or SOCKS.";
            case "ssl_authentication", "socket_tcp_nodelay" -> "give true or false.";
            case "proxy_port", "socket_rcvbuf", "socket_sndbuf", "client_network_buffer_size" ->
                    "give a whole number.";
            default -> "give milliseconds, or a duration such as '30 s'.";
        };
    }

    private static long millis(String text) {
        return TimeUtils.parseDuration(text).toMillis();
    }

    private static boolean flag(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return Boolean.parseBoolean(text);
    }
}
