// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.util.Optional;

/**
 * Checks that a message consists of whole JSON objects, or whole arrays, each optionally followed
 * by a comma or white space.
 *
 * <p>To the server, an array around all rows, a byte order mark before them and a semicolon after
 * them belong to the INSERT, so a message may not contain them. The check counts brackets and
 * quotes as the server does; only the server checks that the JSON is valid.
 */
record JsonShape(Row row) implements MessageShape {

    /** The JSON value that makes a row. */
    enum Row {
        OBJECT('{', "an object"),
        ARRAY('[', "an array");

        private final byte opener;
        private final String name;

        Row(char opener, String name) {
            this.opener = (byte) opener;
            this.name = name;
        }
    }

    @Override
    public Optional<String> fault(byte[] message) {
        int at = MessageShape.skipBlank(message, 0);
        if (at == message.length) {
            return Optional.of(NOTHING);
        }
        while (at < message.length) {
            if (message[at] != row.opener) {
                return Optional.of(misplaced(at));
            }
            int end = end(message, at);
            if (end < 0) {
                return Optional.of(row.name + " begins at byte " + at + " and does not end");
            }
            at = MessageShape.skipBlank(message, end);
            if (at < message.length && message[at] == ',') {
                at = MessageShape.skipBlank(message, at + 1);
            }
        }
        return Optional.empty();
    }

    private String misplaced(int at) {
        return "at byte "
                + at
                + " there should be "
                + row.name
                + ", which makes a row; brackets around rows, a byte order mark and ';' apply"
                + " to a whole insert and not to one of its messages";
    }

    /**
     * Returns the position after the object or array that begins there; negative if it does not
     * end.
     */
    private int end(byte[] message, int from) {
        int braces = 0;
        int brackets = 0;
        for (int i = from; i < message.length; i++) {
            switch (message[i]) {
                case '{' -> braces++;
                case '[' -> brackets++;
                case '}' -> braces--;
                case ']' -> brackets--;
                case '"' -> i = closingQuote(message, i + 1);
                case '\\' -> {
                    return -1; // outside of a text the server would skip the next byte
                }
                default -> {
                    continue;
                }
            }
            if (braces < 0 || brackets < 0) {
                return -1;
            }
            if ((row == Row.OBJECT ? braces : brackets) == 0) {
                return braces == brackets ? i + 1 : -1;
            }
        }
        return -1;
    }

    /** Returns the position of the closing quote; the length of the message if there is none. */
    private static int closingQuote(byte[] message, int from) {
        int at = from;
        while (at < message.length && message[at] != '"') {
            at += message[at] == '\\' ? 2 : 1;
        }
        return at;
    }
}
