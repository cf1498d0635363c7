// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds the INSERT statements that precede the data. */
@Internal
public final class InsertStatement {

    private InsertStatement() {}

    /**
     * Returns the INSERT for a format whose rows name their columns.
     *
     * @param settings of this INSERT; they override those of connection, profile and server
     */
    public static String into(TablePath table, String format, Map<String, String> settings) {
        return "INSERT INTO " + table + SettingsClause.of(settings) + " FORMAT " + format;
    }

    /**
     * Returns the INSERT for the Native format; the server fills other columns with their DEFAULT.
     */
    public static String nativeInto(TablePath table, List<String> columns) {
        return "INSERT INTO "
                + table
                + columns.stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", ", " (", ")"))
                + " FORMAT Native";
    }
}
