// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The parameters of a request's address: settings, and the values of a query's parameters. */
final class Parameters {

    private static final String VALUE_PREFIX = "param_";

    private Parameters() {}

    /**
     * Path and parameters of a request.
     *
     * @param settings win over the connection's, and stand behind them, since a server takes the
     *     last
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

    /** A server reads the value of a parameter as a field of a TabSeparated file. */
    private static String value(Map.Entry<String, String> parameter) {
        return parameter.getKey().startsWith(VALUE_PREFIX)
                ? TabSeparated.escaped(parameter.getValue())
                : parameter.getValue();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
