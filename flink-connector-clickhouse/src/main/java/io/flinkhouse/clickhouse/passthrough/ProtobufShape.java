// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.util.Optional;

/**
 * Checks that a message consists of whole Protobuf fields. The server reserves memory for whatever
 * length a field claims. Fields of nested messages are not checked, since they look like texts.
 */
record ProtobufShape() implements MessageShape {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int GROUP = 3;
    private static final int END_OF_GROUP = 4;
    private static final int FIXED32 = 5;
    private static final int MOST_BYTES = 10;
    private static final long MOST_FIELDS = (1L << 29) - 1;

    @Override
    public Optional<String> fault(byte[] message) {
        int at = 0;
        int groups = 0;
        while (at < message.length) {
            int value = afterVarint(message, at);
            long tag = value < 0 ? 0 : varint(message, at, value);
            int wire = (int) tag & 7;
            groups += wire == GROUP ? 1 : wire == END_OF_GROUP ? -1 : 0;
            int next = tag >>> 3 == 0 || tag >>> 3 > MOST_FIELDS ? -1 : after(message, value, wire);
            if (next < 0 || next > message.length || groups < 0) {
                return Optional.of("the field at byte " + at + " does not end within it");
            }
            at = next;
        }
        return groups == 0 ? Optional.empty() : Optional.of("a group in it does not end");
    }

    /** Returns the position after a value; negative if there is none of this type. */
    private static int after(byte[] message, int value, int wire) {
        return switch (wire) {
            case VARINT -> afterVarint(message, value);
            case FIXED64 -> value + Long.BYTES;
            case FIXED32 -> value + Integer.BYTES;
            case GROUP, END_OF_GROUP -> value;
            case LENGTH_DELIMITED -> {
                int content = afterVarint(message, value);
                long length = content < 0 ? -1 : varint(message, value, content);
                yield length < 0 || length > message.length - content ? -1 : content + (int) length;
            }
            default -> -1;
        };
    }

    private static int afterVarint(byte[] message, int from) {
        int end = Math.min(message.length, from + MOST_BYTES);
        for (int at = from; at < end; at++) {
            if (message[at] >= 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private static long varint(byte[] message, int from, int to) {
        long value = 0;
        for (int at = to - 1; at >= from; at--) {
            value = value << 7 | message[at] & 0x7F;
        }
        return value;
    }
}
