// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.util.Optional;

/**
 * Checks that a message consists of whole lines of tab-separated fields.
 *
 * @param escapes whether a backslash escapes the next byte, even a line feed
 * @param returns whether lines may end in a carriage return; if not, the server refuses it in the
 *     first line of an INSERT and reads it as text in other lines
 */
record TabShape(boolean escapes, boolean returns) implements MessageShape {

    @Override
    public Optional<String> fault(byte[] message) {
        if (MessageShape.isEmptyLine(message)) {
            return Optional.of(NOTHING);
        }
        if (MessageShape.beginsWithByteOrderMark(message)) {
            return Optional.of(BYTE_ORDER_MARK);
        }
        if (escapes && endsInBackslash(message)) {
            return Optional.of(
                    "the backslash at its end would join the next message to the same field");
        }
        if (!returns && hasReturn(message)) {
            return Optional.of(
                    "it has a carriage return at the end of a line; set"
                            + " 'settings.input_format_tsv_crlf_end_of_line' to '1' if lines end"
                            + " so, or escape it");
        }
        return Optional.empty();
    }

    private static boolean endsInBackslash(byte[] message) {
        int end = message[message.length - 1] == '\n' ? message.length - 1 : message.length;
        int at = end;
        while (at > 0 && message[at - 1] == '\\') {
            at--;
        }
        return (end - at) % 2 == 1;
    }

    private static boolean hasReturn(byte[] message) {
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\r' && (i + 1 == message.length || message[i + 1] == '\n')) {
                return true;
            }
        }
        return false;
    }
}
