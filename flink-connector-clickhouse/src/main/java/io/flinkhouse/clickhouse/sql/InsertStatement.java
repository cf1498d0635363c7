// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds the INSERT statement that precedes the rows. */
@Internal
public final class InsertStatement {

    private InsertStatement() {}

    /**
     * Returns the INSERT for a format whose rows name the columns that they fill.
     *
     * @param settings that hold for this INSERT, whatever connection, profile and server say
     */
    public static String into(TablePath table, String format, Map<String, String> settings) {
        return "INSERT INTO "
                + table
                + settings.entrySet().stream()
                        .map(
                                setting ->
                                        setting.getKey()
                                                + " = "
                                                + Literals.quote(setting.getValue()))
                        .collect(Collectors.joining(", ", " SETTINGS ", ""))
                + " FORMAT "
                + format;
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
