// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the SETTINGS of a statement or of a subquery. */
@Internal
public final class SettingsClause {

    private SettingsClause() {}

    /** Returns the clause with a space before it; of no settings, nothing. */
    public static String of(Map<String, String> settings) {
        return settings.isEmpty()
                ? ""
                : new TreeMap<>(settings)
                        .entrySet().stream()
                                .map(
                                        each ->
                                                each.getKey()
                                                        + " = "
                                                        + Literals.quote(each.getValue()))
                                .collect(Collectors.joining(", ", " SETTINGS ", ""));
    }
}
