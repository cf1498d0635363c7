// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.util.Optional;

/**
 * Checks that a message consists of CSV lines whose quotes are closed. A carriage return at the
 * start would end the previous line.
 */
record CsvShape(byte delimiter) implements MessageShape {

    @Override
    public Optional<String> fault(byte[] message) {
        if (MessageShape.skipBlank(message, 0) == message.length) {
            return Optional.of(NOTHING);
        }
        if (message[0] == '\r') {
            return Optional.of(
                    "it begins with a carriage return, which would end the line before it");
        }
        if (MessageShape.beginsWithByteOrderMark(message)) {
            return Optional.of(BYTE_ORDER_MARK);
        }
        int open = openQuote(message);
        return open < 0
                ? Optional.empty()
                : Optional.of(
                        "the quote at byte "
                                + open
                                + " is not closed, so the next message would be part of its text");
    }

    /** Returns the position of a quote that is not closed; negative if there is none. */
    private int openQuote(byte[] message) {
        boolean fieldStart = true;
        for (int i = 0; i < message.length; i++) {
            byte b = message[i];
            if (fieldStart && b == '"') {
                int closing = closingQuote(message, i + 1);
                if (closing < 0) {
                    return i;
                }
                i = closing;
                fieldStart = false;
            } else {
                fieldStart = b == delimiter || b == '\n' || fieldStart && (b == ' ' || b == '\t');
            }
        }
        return -1;
    }

    /** Two quotes are one quote of the text. */
    private static int closingQuote(byte[] message, int from) {
        for (int i = from; i < message.length; i++) {
            if (message[i] == '"') {
                if (i + 1 == message.length || message[i + 1] != '"') {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
