// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One stream of a column, little-endian: the bytes of complete rows, then those of the current row,
 * which {@link #rollback} removes.
 */
@Internal
public final class ByteWriter {

    private static final VarHandle INT16 = view(short[].class);
    private static final VarHandle INT32 = view(int[].class);
    private static final VarHandle INT64 = view(long[].class);
    private static final int FIRST_SIZE = 256;

    /**
     * A larger buffer, which a giant value has made, is not kept; that of a stream that is not sent
     * grows with rows only, and is.
     */
    private static final int MAX_KEPT = 1 << 20;

    private static final long MAX_SIZE = Integer.MAX_VALUE - 8;

    private final boolean sent;
    private byte[] bytes = new byte[FIRST_SIZE];
    private int position;
    private int mark;
    private long count;
    private long markedCount;

    private ByteWriter(boolean sent) {
        this.sent = sent;
    }

    public ByteWriter() {
        this(true);
    }

    /** Creates a stream that is rolled back like the others, but is not part of the block. */
    public static ByteWriter unsent() {
        return new ByteWriter(false);
    }

    /**
     * Returns whether the bytes are part of the block, so that they may be compressed before it is
     * complete.
     */
    public boolean sent() {
        return sent;
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }

    public void int8(int value) {
        int at = room(Byte.BYTES);
        bytes[at] = (byte) value;
    }

    public void int16(int value) {
        int at = room(Short.BYTES);
        INT16.set(bytes, at, (short) value);
    }

    public void int32(int value) {
        int at = room(Integer.BYTES);
        INT32.set(bytes, at, value);
    }

    public void int64(long value) {
        int at = room(Long.BYTES);
        INT64.set(bytes, at, value);
    }

    /** Writes seven bits per byte, the lowest first. */
    public void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            int8((int) rest | 0x80);
            rest >>>= 7;
        }
        int8((int) rest);
    }

    public void bytes(byte[] source, int offset, int length) {
        int at = room(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    /** Writes few bytes in a loop, which is faster than a call of arraycopy. */
    public void fewBytes(byte[] source, int offset, int length) {
        int at = room(length);
        byte[] target = bytes;
        for (int i = 0; i < length; i++) {
            target[at + i] = source[offset + i];
        }
    }

    public void bytes(byte[] source) {
        bytes(source, 0, source.length);
    }

    public void bytes(ByteWriter source) {
        bytes(source.bytes, 0, source.position);
    }

    /** Writes a length and as many bytes of UTF-8; too slow for values of rows. */
    public void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes(utf8);
    }

    /** Writes the lowest byte of each int. */
    public void lowBytes(ByteWriter ints) {
        int at = room(ints.position / Integer.BYTES);
        for (int i = 0; i < ints.position; i += Integer.BYTES) {
            bytes[at++] = ints.bytes[i];
        }
    }

    /** Writes the lower half of each int. */
    public void lowShorts(ByteWriter ints) {
        int at = room(ints.position / Short.BYTES);
        for (int i = 0; i < ints.position; i += Integer.BYTES) {
            INT16.set(bytes, at, (short) INT16.get(ints.bytes, i));
            at += Short.BYTES;
        }
    }

    public void zeros(int length) {
        int at = room(length);
        Arrays.fill(bytes, at, at + length, (byte) 0);
    }

    /** Adds to the number of elements that this stream counts for a column. */
    public long add(long elements) {
        count += elements;
        return count;
    }

    public long count() {
        return count;
    }

    public int size() {
        return position;
    }

    /** Returns the written bytes; valid up to {@link #size} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** Completes the row. */
    public void mark() {
        mark = position;
        markedCount = count;
    }

    public void rollback() {
        position = mark;
        count = markedCount;
        if (bytes.length > MAX_KEPT && bytes.length / 4 > mark) {
            bytes = Arrays.copyOf(bytes, Math.max(FIRST_SIZE, mark * 2));
        }
    }

    public void truncate(int size) {
        position = size;
    }

    /**
     * Removes the bytes; keeps the count, and the buffer unless a giant value has made it large.
     */
    public void clear() {
        position = 0;
        mark = 0;
        if (sent && bytes.length > MAX_KEPT) {
            bytes = new byte[FIRST_SIZE];
        }
    }

    /** Removes the bytes and the buffer; keeps the count. */
    public void trim() {
        position = 0;
        mark = 0;
        bytes = new byte[FIRST_SIZE];
    }

    /** Returns the size of the buffer. */
    public int capacity() {
        return bytes.length;
    }

    /** Removes the bytes and the count; keeps the buffer as {@link #clear} does. */
    public void reset() {
        clear();
        count = 0;
        markedCount = 0;
    }

    /** Makes room for so many bytes and no more. */
    public void reserve(int length) {
        if (length > bytes.length - position) {
            bytes = Arrays.copyOf(bytes, Math.addExact(position, length));
        }
    }

    private int room(int length) {
        int at = position;
        if (length > bytes.length - at) {
            grow(length);
        }
        position = at + length;
        return at;
    }

    private void grow(int length) {
        int needed = Math.addExact(position, length);
        long more =
                bytes.length + (long) (bytes.length < MAX_KEPT ? bytes.length : bytes.length / 2);
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(more, MAX_SIZE)));
    }
}
