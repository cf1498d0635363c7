// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.client.OptionForm.ProxyType;
import io.flinkhouse.clickhouse.client.OptionForm.SslMode;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.Suggestion;

import org.apache.flink.annotation.Internal;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static java.util.Map.entry;

/**
 * The parsed options {@code client.<name>} of a connection, which do not contradict each other.
 *
 * <p>Durations are milliseconds or carry a unit ({@code 30 s}).
 */
@Internal
public final class ClientOptions {

    /**
     * The prefix of header options: {@code client.http_header_X-Name} adds a header to each
     * request.
     */
    private static final String HEADER_PREFIX = "http_header_";

    private static final Map<ClientOption, Object> DEFAULTS =
            Map.of(
                    ClientOption.CONNECTION_TIMEOUT,
                    Duration.ofSeconds(10),
                    ClientOption.SOCKET_TIMEOUT,
                    Duration.ofMinutes(2),
                    ClientOption.CONNECTION_REQUEST_TIMEOUT,
                    Duration.ofSeconds(10),
                    ClientOption.NO_DELAY,
                    true,
                    ClientOption.NETWORK_BUFFER,
                    1 << 16,
                    ClientOption.PROXY_TYPE,
                    ProxyType.HTTP,
                    ClientOption.SSL_MODE,
                    SslMode.STRICT,
                    ClientOption.SSL_AUTHENTICATION,
                    false);

    private static final int SILENCES_IN_A_REQUEST = 5;
    private static final int SIGNS_IN_A_SILENCE = 4;

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

    private final Map<ClientOption, Object> values = new EnumMap<>(ClientOption.class);
    private final Map<String, String> headers = new TreeMap<>();

    private ClientOptions(Map<String, String> options) {
        options.forEach(this::read);
    }

    /**
     * Parses the options of a connection.
     *
     * @throws IllegalArgumentException if one is unknown or has no value that can be used, or if
     *     they contradict each other or the address
     */
    static ClientOptions of(ConnectionConfig config) {
        ClientOptions options = new ClientOptions(config.client());
        OptionRules.check(options, config);
        return options;
    }

    /** Refuses options without effect or with wrong values; the error names the option. */
    public static void check(ConnectionConfig config) {
        of(config);
    }

    /** Returns the names of all client options. */
    public static Set<String> names() {
        return Arrays.stream(ClientOption.values())
                .map(ClientOption::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the description of each option, by its name. */
    public static Map<String, String> descriptions() {
        Map<String, String> all = new TreeMap<>();
        for (ClientOption option : ClientOption.values()) {
            all.put(option.key(), option.description());
        }
        return all;
    }

    boolean has(ClientOption option) {
        return values.containsKey(option);
    }

    boolean flag(ClientOption option) {
        return (boolean) value(option);
    }

    int number(ClientOption option) {
        return (int) value(option);
    }

    Duration duration(ClientOption option) {
        return (Duration) value(option);
    }

    /** Returns the text of an option that is set. */
    String text(ClientOption option) {
        return (String) value(option);
    }

    SslMode sslMode() {
        return (SslMode) value(ClientOption.SSL_MODE);
    }

    ProxyType proxyType() {
        return (ProxyType) value(ClientOption.PROXY_TYPE);
    }

    Duration requestTimeout() {
        return has(ClientOption.REQUEST_TIMEOUT)
                ? duration(ClientOption.REQUEST_TIMEOUT)
                : duration(ClientOption.SOCKET_TIMEOUT).multipliedBy(SILENCES_IN_A_REQUEST);
    }

    /** So long that the server responds before the client takes its silence for a failure. */
    Duration quorumTimeout() {
        return duration(ClientOption.SOCKET_TIMEOUT).multipliedBy(3).dividedBy(4);
    }

    /** So often that some signs may be late before the client takes silence for a failure. */
    Duration signInterval() {
        return duration(ClientOption.SOCKET_TIMEOUT).dividedBy(SIGNS_IN_A_SILENCE);
    }

    /** Headers of each request that a user wants. */
    Map<String, String> headers() {
        return headers;
    }

    private Object value(ClientOption option) {
        Object value = values.getOrDefault(option, DEFAULTS.get(option));
        if (value == null) {
            throw new IllegalStateException(option.quoted() + " is not given");
        }
        return value;
    }

    private void read(String name, String text) {
        if (name.startsWith(HEADER_PREFIX)) {
            String header = name.substring(HEADER_PREFIX.length());
            HeaderRules.check("'client." + name + "'", header, text);
            headers.put(header, text.trim());
            return;
        }
        ClientOption option =
                ClientOption.named(name)
                        .orElseThrow(() -> new IllegalArgumentException(refusal(name)));
        values.put(option, option.read(text));
    }

    private static String refusal(String name) {
        String reason = NOT_FOR_USERS.get(name);
        return reason != null
                ? "'client." + name + "' cannot be chosen: " + reason + "."
                : "'client."
                        + name
                        + "' is not an option of the client."
                        + Suggestion.nearest(name, names())
                                .map(known -> " Did you mean 'client." + known + "'?")
                                .orElse(" Known are " + String.join(", ", names()) + ".");
    }
}
