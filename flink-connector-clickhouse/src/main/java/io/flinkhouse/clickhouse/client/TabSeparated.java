// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes the format {@code TabSeparated}: a row per line, fields escaped with
 * backslashes.
 */
final class TabSeparated {

    private TabSeparated() {}

    /**
     * Parses the rows after a line of names, each with a field for each name; an empty text has no
     * rows.
     *
     * @throws ClickHouseException if the text has another shape
     */
    static List<List<String>> rows(String text) throws ClickHouseException {
        List<List<String>> rows = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            List<String> fields = fields(text.substring(start, end));
            if (!rows.isEmpty() && fields.size() != rows.get(0).size()) {
                throw ErrorMapping.otherShape(
                        "a line of "
                                + fields.size()
                                + " fields where "
                                + rows.get(0).size()
                                + " belong");
            }
            rows.add(fields);
            start = end + 1;
        }
        if (start < text.length()) {
            throw ErrorMapping.otherShape("a line without an end");
        }
        return rows.isEmpty() ? rows : rows.subList(1, rows.size());
    }

    /** Escapes a value as a field. */
    static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\0", "\\0");
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            fields.add(field.equals("\\N") ? null : unescaped(field));
        }
        return fields;
    }

    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder value = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            value.append(c == '\\' && i + 1 < field.length() ? meaning(field.charAt(++i)) : c);
        }
        return value.toString();
    }

    private static char meaning(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            default -> escaped;
        };
    }
}
