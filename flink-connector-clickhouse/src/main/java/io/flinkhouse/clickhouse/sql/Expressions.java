// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits expression lists as the server prints them. */
@Internal
public final class Expressions {

    private static final Pattern COLUMN =
            Pattern.compile("[A-Za-z_]\\w*|`(?:[^`\\\\]|\\\\.)*`|\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern COLUMN_IN_BRACKETS = Pattern.compile("\\((?:" + COLUMN + ")\\)");
    private static final String OPEN = "([";
    private static final String CLOSE = ")]";

    private Expressions() {}

    /**
     * Splits a text such as {@code a, f(b, c), `d`}. Of {@code (`d`)}, as the server prints a key
     * of one column with an odd name, it returns the expression in the brackets.
     */
    public static List<String> list(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> found = listIn("(" + text + ")");
        String only = found.get(0);
        return found.size() == 1 && COLUMN_IN_BRACKETS.matcher(only).matches()
                ? listIn(only)
                : found;
    }

    /** Splits the text between the brackets at the start of a text. */
    public static List<String> listIn(String text) {
        List<String> found = new ArrayList<>();
        int depth = 0;
        int start = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("'`\"".indexOf(c) >= 0) {
                i = endOfQuoted(text, i);
            } else if (OPEN.indexOf(c) >= 0) {
                depth++;
            } else if (CLOSE.indexOf(c) >= 0 && --depth == 0) {
                add(found, text.substring(start, i));
                return found;
            } else if (c == ',' && depth == 1) {
                add(found, text.substring(start, i));
                start = i + 1;
            }
        }
        throw new IllegalArgumentException("A bracket is not closed in: " + text);
    }

    private static void add(List<String> found, String expression) {
        if (!expression.isBlank()) {
            found.add(expression.strip());
        }
    }

    private static int endOfQuoted(String text, int start) {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == quote) {
                return i;
            }
        }
        throw new IllegalArgumentException("A quote is not closed in: " + text);
    }

    /** Returns the name if the expression is only a column, else empty. */
    public static Optional<String> column(String expression) {
        Matcher matcher = COLUMN.matcher(expression);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        char first = expression.charAt(0);
        return Optional.of(
                first == '`' || first == '"'
                        ? expression
                                .substring(1, expression.length() - 1)
                                .replaceAll("\\\\(.)", "$1")
                        : expression);
    }
}
