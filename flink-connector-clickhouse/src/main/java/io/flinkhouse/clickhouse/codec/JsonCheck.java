// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/**
 * Checks that bytes are one JSON object (RFC 8259), so that invalid JSON fails its own row and not
 * the whole block at the server.
 */
final class JsonCheck {

    private static final int MAX_DEPTH = 1000;

    private byte[] text;
    private int at;
    private int end;
    private boolean tooDeep;

    /** Returns whether the last text was invalid for its depth, which the server limits too. */
    boolean isTooDeep() {
        return tooDeep;
    }

    /** Returns the position of the first invalid byte, or -1 if the text is valid. */
    int firstError(byte[] bytes, int from, int length) {
        text = bytes;
        tooDeep = false;
        at = from;
        end = from + length;
        skipSpace();
        boolean whole = peek() == '{' && value(0);
        skipSpace();
        text = null;
        return whole && at == end ? -1 : at - from;
    }

    private boolean value(int depth) {
        skipSpace();
        if (depth >= MAX_DEPTH) {
            tooDeep = true;
            return false;
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (next('}')) {
            return true;
        }
        do {
            skipSpace();
            if (!string() || !next(':') || !value(depth + 1)) {
                return false;
            }
        } while (next(','));
        return next('}');
    }

    private boolean array(int depth) {
        at++;
        if (next(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (next(','));
        return next(']');
    }

    private boolean string() {
        if (peek() != '"') {
            return false;
        }
        at++;
        while (at < end) {
            byte c = text[at];
            if (c == '"') {
                at++;
                return true;
            }
            if (c == '\\') {
                if (!escape()) {
                    return false;
                }
            } else if (c >= 0 && c < ' ') {
                return false;
            } else {
                at++;
            }
        }
        return false;
    }

    private boolean escape() {
        at++;
        int c = peek();
        if (c == 'u') {
            for (int i = 1; i <= 4; i++) {
                if (at + i >= end || Character.digit(text[at + i], 16) < 0) {
                    return false;
                }
            }
            at += 5;
            return true;
        }
        boolean known = c > 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        at += known ? 1 : 0;
        return known;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean number() {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (peek() == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean next(char c) {
        skipSpace();
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Returns the current byte, or -1 at the end. */
    private int peek() {
        return at < end ? text[at] & 0xFF : -1;
    }

    private void skipSpace() {
        while (at < end
                && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }
}
