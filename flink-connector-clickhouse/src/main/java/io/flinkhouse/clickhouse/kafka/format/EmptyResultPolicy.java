// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import java.util.Optional;

/** The treatment of a message for which the format returns no row. */
enum EmptyResultPolicy {
    /** The format knows what it does: a change that is none, a list without elements. */
    FINE {
        @Override
        Optional<String> fault(byte[] message) {
            return Optional.empty();
        }
    },
    /** As above, but nothing at all is no message. */
    FAULT_IF_EMPTY {
        @Override
        Optional<String> fault(byte[] message) {
            return message == null || message.length == 0
                    ? ALWAYS_FAULT.fault(message)
                    : Optional.empty();
        }
    },
    /** A key without a row would take its message along. */
    ALWAYS_FAULT {
        @Override
        Optional<String> fault(byte[] message) {
            if (message == null) {
                return Optional.of("It is null, and the format returns no row for null");
            }
            return Optional.of("The format returns no row for its " + message.length + " bytes");
        }
    };

    /** Why the message is broken; empty if it is not. */
    abstract Optional<String> fault(byte[] message);
}
