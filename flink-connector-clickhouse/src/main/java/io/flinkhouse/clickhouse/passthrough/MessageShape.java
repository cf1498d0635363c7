// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.io.Serializable;
import java.util.Optional;

/**
 * Checks that a message produces the same rows, and does not affect other messages, at any position
 * in an insert.
 */
interface MessageShape extends Serializable {

    String NOTHING = "it contains no row";
    String BYTE_ORDER_MARK =
            "it begins with a byte order mark, which the server removes only at the start of an"
                    + " insert";

    /** Checks that do not parse the message. */
    enum Plain implements MessageShape {
        /** Accepts every message. */
        ANY {
            @Override
            public Optional<String> fault(byte[] message) {
                return Optional.empty();
            }
        },
        /** Rejects an empty line, which is not a row. */
        NOT_EMPTY {
            @Override
            public Optional<String> fault(byte[] message) {
                return isEmptyLine(message) ? Optional.of(NOTHING) : Optional.empty();
            }
        }
    }

    /**
     * Returns the reason why a message cannot be sent with others, without any of its values; empty
     * if it can.
     */
    Optional<String> fault(byte[] message);

    /** Returns whether the line is empty. */
    static boolean isEmptyLine(byte[] message) {
        return message.length == 0
                || message[0] == '\n' && message.length == 1
                || message[0] == '\r' && message.length == 2 && message[1] == '\n';
    }

    static boolean beginsWithByteOrderMark(byte[] message) {
        return message.length >= 3
                && message[0] == (byte) 0xEF
                && message[1] == (byte) 0xBB
                && message[2] == (byte) 0xBF;
    }

    /**
     * Returns the position of the first byte that is not white space; the length if there is none.
     */
    static int skipBlank(byte[] message, int from) {
        int at = from;
        while (at < message.length
                && (message[at] == ' '
                        || message[at] == '\n'
                        || message[at] == '\r'
                        || message[at] == '\t')) {
            at++;
        }
        return at;
    }
}
