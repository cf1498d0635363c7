// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Checks that a message consists of whole BSON documents. The server reserves memory for whatever
 * length a text claims, and reads on in the next message, so each length is checked.
 */
record BsonShape() implements MessageShape {

    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The minimum length of a document: its length and the byte that ends it. */
    private static final int SHORTEST = Integer.BYTES + 1;

    private static final int MOST_LEVELS = 1000;
    private static final int OBJECT_ID = 12;

    @Override
    public Optional<String> fault(byte[] message) {
        if (message.length == 0) {
            return Optional.of(NOTHING);
        }
        int at = 0;
        while (at < message.length) {
            int next = document(message, at, message.length, 1);
            if (next < 0) {
                return Optional.of(
                        "at byte "
                                + ~next
                                + " is no BSON document or element that ends where it has to, of"
                                + " at most "
                                + MOST_LEVELS
                                + " levels");
            }
            at = next;
        }
        return Optional.empty();
    }

    /** Returns the position after the document, or the complement of that of a fault. */
    private static int document(byte[] message, int from, int end, int level) {
        int length = end - from < SHORTEST ? -1 : (int) INT32.get(message, from);
        if (length < SHORTEST || length > end - from || level > MOST_LEVELS) {
            return ~from;
        }
        int last = from + length - 1;
        int at = from + Integer.BYTES;
        while (at >= 0 && at < last) {
            at = element(message, at, last, level);
        }
        return at < 0 ? at : message[last] == 0 ? last + 1 : ~last;
    }

    /** Returns the position after the element, or the complement of that of a fault. */
    private static int element(byte[] message, int from, int end, int level) {
        int at = text(message, from + 1, end);
        if (at < 0) {
            return ~from;
        }
        int next =
                switch (message[from]) {
                    case 0x06, 0x0A, 0x7F, (byte) 0xFF -> at;
                    case 0x08 -> at + 1;
                    case 0x10 -> at + Integer.BYTES;
                    case 0x01, 0x09, 0x11, 0x12 -> at + Long.BYTES;
                    case 0x07 -> at + OBJECT_ID;
                    case 0x13 -> at + 2 * Long.BYTES;
                    case 0x02, 0x0D, 0x0E -> string(message, at, end);
                    case 0x0C -> {
                        int pointed = string(message, at, end);
                        yield pointed < 0 ? pointed : pointed + OBJECT_ID;
                    }
                    case 0x05 -> sized(message, at, end, Integer.BYTES + 1);
                    case 0x0F -> sized(message, at, end, 0);
                    case 0x0B -> {
                        int pattern = text(message, at, end);
                        yield pattern < 0 ? pattern : text(message, pattern, end);
                    }
                    case 0x03, 0x04 -> document(message, at, end, level + 1);
                    default -> ~from;
                };
        return next > end ? ~from : next;
    }

    /** Returns the position after a text that a zero ends. */
    private static int text(byte[] message, int from, int end) {
        for (int at = from; at < end; at++) {
            if (message[at] == 0) {
                return at + 1;
            }
        }
        return ~from;
    }

    /** Returns the position after a text with its length, which counts the zero at the end. */
    private static int string(byte[] message, int from, int end) {
        int next = sized(message, from, end, Integer.BYTES);
        return next > from + Integer.BYTES && message[next - 1] == 0 ? next : ~from;
    }

    /** Returns the position after bytes with their length, and others that it does not count. */
    private static int sized(byte[] message, int from, int end, int uncounted) {
        int length = end - from < Integer.BYTES ? -1 : (int) INT32.get(message, from);
        int least = uncounted == 0 ? Integer.BYTES : 0;
        return length < least || length > end - from - uncounted
                ? ~from
                : from + uncounted + length;
    }
}
