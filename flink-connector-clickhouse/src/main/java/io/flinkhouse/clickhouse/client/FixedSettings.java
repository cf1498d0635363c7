// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of a user that may change none ({@code readonly = 1}). A query goes to the server
 * without settings if those of the user keep its result the same.
 *
 * @param values the user's values by name
 */
record FixedSettings(String user, Map<String, String> values) {

    /** Reads the values in one field, because the user's own {@code limit} can cut rows. */
    static final String QUERY =
            "SELECT arrayStringConcat(groupArray(concat(name, '=', value)), '\\n')"
                    + " FROM system.settings";

    /** Shows that {@code limit}, which has no value while a query runs, is part of each query. */
    static final String LIMIT_QUERY = "SELECT 1";

    static final Map<String, String> LIMIT_PARAMETERS = Map.of("default_format", "JSONCompact");

    private static final String LIMITED = "\"rows_before_limit_at_least\"";

    /** Parameters of the HTTP interface, which are no settings. */
    private static final Set<String> PARAMETERS =
            Set.of("default_format", "compress", "wait_end_of_query", "query_id");

    private static final String VALUE_PREFIX = "param_";

    /** Settings without which a query has the same result. */
    private static final Set<String> DISPENSABLE =
            Set.of(
                    "readonly",
                    "cancel_http_readonly_queries_on_client_close",
                    "send_progress_in_http_headers",
                    "http_headers_progress_interval_ms",
                    "max_block_size",
                    "max_query_size",
                    "max_ast_elements",
                    "max_expanded_ast_elements");

    /** Matters only where a result may have the name of a column. */
    private static final String ALIASES = "prefer_column_name_to_alias";

    private static final String NAMED_AS_COLUMN = ") AS `";

    static FixedSettings of(String user, List<List<String>> rows) {
        Map<String, String> values = new HashMap<>();
        rows.stream()
                .flatMap(row -> row.get(0).lines())
                .map(line -> line.split("=", 2))
                .filter(setting -> setting.length == 2)
                .forEach(setting -> values.put(setting[0], setting[1]));
        return new FixedSettings(user, values);
    }

    /** Adds what the response to {@link #LIMIT_QUERY} shows. */
    FixedSettings withLimit(String response) {
        if (!response.contains(LIMITED)) {
            return this;
        }
        Map<String, String> all = new HashMap<>(values);
        all.put("limit", "a number of rows");
        return new FixedSettings(user, all);
    }

    /** Returns whether the server refuses every change. */
    boolean areFixed() {
        return "1".equals(values.get("readonly"));
    }

    /** Returns the parameters of a request that are no settings. */
    static Map<String, String> parameters(Map<String, String> wanted) {
        Map<String, String> parameters = new HashMap<>(wanted);
        parameters.keySet().removeIf(name -> !isParameter(name));
        return parameters;
    }

    private static boolean isParameter(String name) {
        return PARAMETERS.contains(name) || name.startsWith(VALUE_PREFIX);
    }

    /**
     * Checks that the result of a query is the same without these settings.
     *
     * @throws ClickHouseException with the server's code of a refused setting, if it is not
     */
    void requireSame(String sql, Map<String, String> wanted) throws ClickHouseException {
        String others =
                new TreeMap<>(wanted)
                        .entrySet().stream()
                                .filter(one -> changesResult(sql, one.getKey(), one.getValue()))
                                .map(
                                        one ->
                                                one.getKey()
                                                        + " = "
                                                        + values.get(one.getKey())
                                                        + ", not "
                                                        + one.getValue())
                                .collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            throw new ClickHouseException(
                    ServerError.READONLY.code(),
                    FailureKind.FAIL,
                    "User '"
                            + user
                            + "' may change no setting (readonly = 1), and has other values than the"
                            + " connector needs: "
                            + others
                            + ". Change them in the user's profile, give it readonly = 2, or give"
                            + " the job another user.");
        }
    }

    private boolean changesResult(String sql, String name, String value) {
        return !isParameter(name)
                && (!name.equals(ALIASES) || sql.contains(NAMED_AS_COLUMN))
                && !DISPENSABLE.contains(name)
                && values.containsKey(name)
                && !values.get(name).equals(value);
    }
}
