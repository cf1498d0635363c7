// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;

import java.util.Arrays;
import java.util.List;

/** Parses the arguments of procedures; an argument that is left out is null. */
final class ProcedureArguments {

    private ProcedureArguments() {}

    /** Returns the table of {@code database.table}, or of {@code table} in the given database. */
    static TablePath table(String name, String value, String database) {
        String text = required(name, value);
        int dot = text.indexOf('.');
        String table = text.substring(dot + 1);
        if (table.isBlank() || dot == 0) {
            throw new ValidationException(
                    "'" + name + "' is '" + text + "'; give a table, or database.table.");
        }
        return new TablePath(dot < 0 ? database : text.substring(0, dot), table);
    }

    static String required(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new ValidationException(
                    "The argument '" + name + "' is missing or empty; give a value.");
        }
        return value.trim();
    }

    /** Returns the parts of a text between separators, trimmed. */
    static List<String> list(String text, String separator) {
        return Arrays.stream(text.split(separator))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
