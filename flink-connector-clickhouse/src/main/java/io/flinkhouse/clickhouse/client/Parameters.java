// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds the parameters of a request's address: settings, and values of a query's parameters. */
final class Parameters {

    private static final String VALUE_PREFIX = "param_";

    private Parameters() {}

    /**
     * Returns the path and the parameters of a request.
     *
     * @param settings the settings of the statement; they follow those of the connection, because a
     *     server uses the last value
     */
    static String path(Endpoint endpoint, ConnectionConfig config, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("database", config.database());
        all.putAll(config.settings());
        all.keySet().removeAll(settings.keySet());
        all.putAll(settings);
        return all.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(value(one)))
                .collect(
                        Collectors.joining(
                                "&",
                                (endpoint.path().isEmpty() ? "/" : endpoint.path()) + "?",
                                ""));
    }

    /**
     * Escapes the value of a parameter, because a server reads it as a field of a TabSeparated
     * file.
     */
    private static String value(Map.Entry<String, String> parameter) {
        return parameter.getKey().startsWith(VALUE_PREFIX)
                ? TabSeparated.escaped(parameter.getValue())
                : parameter.getValue();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
