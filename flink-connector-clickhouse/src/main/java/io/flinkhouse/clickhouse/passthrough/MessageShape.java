// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.io.Serializable;
import java.util.Optional;

/**
 * What a message has to look like so that a server that parses many of them in one insert makes the
 * same rows of it, and leaves the others alone, wherever it stands.
 */
interface MessageShape extends Serializable {

    String NOTHING = "it contains no row";
    String BYTE_ORDER_MARK =
            "it begins with a byte order mark, which the server removes only at the start of an"
                    + " insert";

    /** Shapes that need no look at what the bytes say. */
    enum Plain implements MessageShape {
        /** Whatever it is, it is a row. */
        ANY {
            @Override
            public Optional<String> fault(byte[] message) {
                return Optional.empty();
            }
        },
        /** An empty line is no row. */
        NOT_EMPTY {
            @Override
            public Optional<String> fault(byte[] message) {
                return isEmptyLine(message) ? Optional.of(NOTHING) : Optional.empty();
            }
        }
    }

    /** Why a message cannot stand among others, without any of its values; empty if it can. */
    Optional<String> fault(byte[] message);

    /** Whether there is nothing before the end of the line. */
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

    /** Where something other than white space begins; the length if nothing does. */
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
