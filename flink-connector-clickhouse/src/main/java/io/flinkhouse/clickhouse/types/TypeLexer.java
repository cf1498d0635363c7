// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import java.util.Optional;
import java.util.function.Supplier;

/** Splits a type name into words, numbers, quotes and brackets. */
final class TypeLexer {

    private static final String ESCAPES = "bfnrt0";
    private static final String ESCAPED = "\b\f\n\r\t\0";

    private final String text;
    private int position;

    TypeLexer(String text) {
        this.text = text;
        skipSpace();
    }

    int position() {
        return position;
    }

    /** Returns the text read since {@code start}, without trailing white space. */
    String textFrom(int start) {
        return text.substring(start, position).stripTrailing();
    }

    boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    boolean next(char c) {
        if (!at(c)) {
            return false;
        }
        position++;
        skipSpace();
        return true;
    }

    void expect(char c) {
        if (!next(c)) {
            throw error("expected '" + c + "'");
        }
    }

    void end() {
        if (position < text.length()) {
            throw error("expected the end");
        }
    }

    <T> T brackets(Supplier<T> content) {
        expect('(');
        T value = content.get();
        expect(')');
        return value;
    }

    String word() {
        int start = position;
        while (position < text.length() && isWordPart(text.charAt(position), position > start)) {
            position++;
        }
        if (position == start) {
            throw error("expected a name");
        }
        String word = text.substring(start, position);
        skipSpace();
        return word;
    }

    int integer(int min, int max) {
        int start = position;
        if (at('-')) {
            position++;
        }
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        String digits = text.substring(start, position);
        try {
            int value = Integer.parseInt(digits);
            if (value >= min && value <= max) {
                skipSpace();
                return value;
            }
        } catch (NumberFormatException e) {
            position = start;
            throw error("expected a number");
        }
        position = start;
        throw error("expected a number from " + min + " to " + max);
    }

    String literal() {
        return quoted('\'');
    }

    /**
     * Reads the name of a tuple element: a quoted word, or a word that is followed by another word.
     */
    Optional<String> fieldName() {
        if (at('`')) {
            return Optional.of(quoted('`'));
        }
        if (at('"')) {
            return Optional.of(quoted('"'));
        }
        int start = position;
        String word = word();
        boolean more = position < text.length() && isWordPart(text.charAt(position), false);
        if (more) {
            return Optional.of(word);
        }
        position = start;
        return Optional.empty();
    }

    /** Returns the text between brackets, unchanged; empty if there are no brackets. */
    String rawArguments() {
        if (!at('(')) {
            return "";
        }
        int start = position;
        int open = 0;
        do {
            char c = current();
            if (c == '\'' || c == '`' || c == '"') {
                quoted(c);
                continue;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            position++;
        } while (open > 0);
        String arguments = text.substring(start + 1, position - 1);
        skipSpace();
        return arguments;
    }

    IllegalArgumentException error(String problem) {
        return new IllegalArgumentException(
                "Cannot read the ClickHouse type '"
                        + text
                        + "': "
                        + problem
                        + " at position "
                        + position);
    }

    private String quoted(char mark) {
        if (!at(mark)) {
            throw error("expected " + mark);
        }
        position++;
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = current();
            position++;
            if (c == '\\') {
                out.append(escape());
            } else if (c != mark) {
                out.append(c);
            } else if (at(mark)) { // a doubled quote is one quote of the text
                position++;
                out.append(mark);
            } else {
                skipSpace();
                return out.toString();
            }
        }
    }

    private char escape() {
        char c = current();
        position++;
        if (c == 'x') {
            int high = Character.digit(current(), 16);
            position++;
            int low = Character.digit(current(), 16);
            if (high < 0 || low < 0) {
                throw error("expected two hexadecimal digits");
            }
            position++;
            return (char) (high << 4 | low);
        }
        int known = ESCAPES.indexOf(c);
        return known < 0 ? c : ESCAPED.charAt(known);
    }

    private char current() {
        if (position >= text.length()) {
            throw error("the name ends too early");
        }
        return text.charAt(position);
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isWordPart(char c, boolean inside) {
        return c == '_'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || inside && c >= '0' && c <= '9';
    }
}
