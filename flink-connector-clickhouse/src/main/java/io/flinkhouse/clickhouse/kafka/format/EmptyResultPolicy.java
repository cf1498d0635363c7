// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import java.util.Optional;

/** The policy for a message for which the format returns no row. */
enum EmptyResultPolicy {
    /** Accepts the message: a change without effect, or an empty list. */
    FINE {
        @Override
        Optional<String> fault(byte[] message) {
            return Optional.empty();
        }
    },
    /** Accepts the message unless it is empty. */
    FAULT_IF_EMPTY {
        @Override
        Optional<String> fault(byte[] message) {
            return message == null || message.length == 0
                    ? ALWAYS_FAULT.fault(message)
                    : Optional.empty();
        }
    },
    /** Rejects the message, because a key without a row would drop the whole message. */
    ALWAYS_FAULT {
        @Override
        Optional<String> fault(byte[] message) {
            if (message == null) {
                return Optional.of("It is null, and the format returns no row for null");
            }
            return Optional.of("The format returns no row for its " + message.length + " bytes");
        }
    };

    /** Returns the error of a broken message; empty if it is accepted. */
    abstract Optional<String> fault(byte[] message);
}
