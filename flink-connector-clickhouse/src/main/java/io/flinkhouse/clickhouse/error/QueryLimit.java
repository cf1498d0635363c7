// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting of the user that forbids a query: it exceeds a limit, or does not use an index.
 *
 * @param settings the setting; several where the server's text does not tell which
 * @param mayPass whether the same query may pass later, because it needs less time or memory then
 */
@Internal
public record QueryLimit(String settings, boolean mayPass) {

    /** The attempts after which a limit that may pass counts as one that does not. */
    public static final int MOST_ATTEMPTS = 3;

    private static final String QUOTED = "";

    private static final Pattern SETTING =
            Pattern.compile("'((?:max|force)_[a-z_]+)'|(force_optimize_projection) = 1");

    /** Of several rules that fit, the first one counts. */
    private static final List<Rule> RULES =
            List.of(
                    lasting(158, "rows to GROUP BY", "max_rows_to_group_by"),
                    lasting(158, "setting) exceeded", QUOTED),
                    lasting(158, "leaf", "max_rows_to_read_leaf"),
                    lasting(158, "", "max_rows_to_read"),
                    lasting(307, "leaf", "max_bytes_to_read_leaf"),
                    lasting(307, "", "max_bytes_to_read"),
                    lasting(396, "max rows", "max_result_rows' or 'max_rows_to_sort"),
                    lasting(396, "", "max_result_bytes' or 'max_bytes_to_sort"),
                    lasting(191, "DISTINCT", "max_rows_in_distinct' or 'max_bytes_in_distinct"),
                    lasting(191, "JOIN", "max_rows_in_join' or 'max_bytes_in_join"),
                    lasting(191, "", "max_rows_in_set' or 'max_bytes_in_set"),
                    lasting(161, "", "max_columns_to_read"),
                    lasting(162, "", "max_subquery_depth"),
                    lasting(165, "", "max_temporary_columns"),
                    lasting(166, "", "max_temporary_non_const_columns"),
                    lasting(167, "", "max_ast_depth"),
                    lasting(168, "", "max_ast_elements' or 'max_expanded_ast_elements"),
                    lasting(565, "partitions to read", "max_partitions_to_read"),
                    lasting(277, "", QUOTED),
                    lasting(584, "", QUOTED),
                    passing(159, "Timeout exceeded: elapsed", "max_execution_time"),
                    passing(
                            160,
                            "Estimated query execution time",
                            "max_estimated_execution_time' or 'max_execution_time"),
                    passing(160, "too slow", "min_execution_speed' or 'min_execution_speed_bytes"),
                    passing(241, "Query memory limit", "max_memory_usage"),
                    passing(241, "(for query)", "max_memory_usage"));

    /** The settings of an error with this code whose text contains this one. */
    private record Rule(int code, String text, String settings, boolean mayPass) {}

    private static Rule lasting(int code, String text, String settings) {
        return new Rule(code, text, settings, false);
    }

    private static Rule passing(int code, String text, String settings) {
        return new Rule(code, text, settings, true);
    }

    /** Returns the limit that an error is about; empty for other errors. */
    static Optional<QueryLimit> of(int code, String text) {
        return RULES.stream()
                .filter(rule -> rule.code == code && text.contains(rule.text))
                .findFirst()
                .flatMap(rule -> settings(rule, text).map(s -> new QueryLimit(s, rule.mayPass)));
    }

    private static Optional<String> settings(Rule rule, String text) {
        if (!rule.settings.equals(QUOTED)) {
            return Optional.of(rule.settings);
        }
        Matcher quoted = SETTING.matcher(text);
        return quoted.find()
                ? Optional.of(quoted.group(1) == null ? quoted.group(2) : quoted.group(1))
                : Optional.empty();
    }

    /** Returns what to do, after the server's text and without a full stop. */
    String advice(String user) {
        return ". The profile or a role of user '"
                + user
                + "' sets '"
                + settings
                + "', or an option 'settings.*' does. Change it there, or give the job another user";
    }
}
