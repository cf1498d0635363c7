// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import java.util.ArrayList;
import java.util.List;

/** The format {@code TabSeparated}: a row per line, fields escaped with back-slashes. */
final class TabSeparated {

    private TabSeparated() {}

    static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            rows.add(fields(text.substring(start, end)));
            start = end + 1;
        }
        return rows;
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
