// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.stream.Collectors;

/** The text in front of the rows. */
@Internal
public final class InsertStatement {

    private InsertStatement() {}

    /** In a format whose rows say themselves which columns they fill. */
    public static String into(TablePath table, String format) {
        return "INSERT INTO " + table + " FORMAT " + format;
    }

    /** Columns that are not named get their DEFAULT from the server. */
    public static String nativeInto(TablePath table, List<String> columns) {
        return "INSERT INTO "
                + table
                + columns.stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", ", " (", ")"))
                + " FORMAT Native";
    }
}
