// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads little-endian values and names the offset where the input ends too early. */
final class ByteReader {

    private static final VarHandle INT16 = view(short[].class);
    private static final VarHandle INT32 = view(int[].class);
    private static final VarHandle INT64 = view(long[].class);

    private final byte[] bytes;
    private final int end;
    private int position;

    ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }

    byte int8() {
        return bytes[take(Byte.BYTES)];
    }

    short int16() {
        return (short) INT16.get(bytes, take(Short.BYTES));
    }

    int int32() {
        return (int) INT32.get(bytes, take(Integer.BYTES));
    }

    long int64() {
        return (long) INT64.get(bytes, take(Long.BYTES));
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte part = int8();
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw corrupt("a number of more than 64 bits");
    }

    byte[] bytes(int length) {
        int at = take(length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    /** A length and as many bytes. */
    byte[] lengthAndBytes() {
        return bytes(size(varint(), 1));
    }

    String text() {
        return new String(lengthAndBytes(), StandardCharsets.UTF_8);
    }

    /**
     * A number of items, each of which takes at least {@code itemBytes} of what is left: a damaged
     * number fails here and not in an allocation.
     */
    int size(long items, int itemBytes) {
        if (items < 0 || items > Integer.MAX_VALUE || items * itemBytes > end - position) {
            throw corrupt(items + " items do not fit into the " + (end - position) + " bytes left");
        }
        return (int) items;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == end;
    }

    CorruptDataException corrupt(String reason) {
        return new CorruptDataException(position, reason);
    }

    private int take(int length) {
        int at = position;
        if (length > end - at) {
            throw new CorruptDataException(
                    end, "the input ends; " + length + " bytes are needed at offset " + at);
        }
        position = at + length;
        return at;
    }
}
