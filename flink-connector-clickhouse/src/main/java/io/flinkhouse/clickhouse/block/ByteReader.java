// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads little-endian values and names the offset where the input ends too early. */
@Internal
public class ByteReader {

    private static final VarHandle INT16 = view(short[].class);
    private static final VarHandle INT32 = view(int[].class);
    private static final VarHandle INT64 = view(long[].class);

    private static final int FIRST_ROOM = 1 << 16;

    private byte[] bytes;
    private int end;
    private int position;

    public ByteReader(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }

    public byte int8() {
        int at = take(Byte.BYTES);
        return bytes[at];
    }

    public short int16() {
        int at = take(Short.BYTES);
        return (short) INT16.get(bytes, at);
    }

    public int int32() {
        int at = take(Integer.BYTES);
        return (int) INT32.get(bytes, at);
    }

    public long int64() {
        int at = take(Long.BYTES);
        return (long) INT64.get(bytes, at);
    }

    /** Fills the array with values of eight bytes. */
    public void int64s(long[] target) {
        int done = 0;
        while (done < target.length) {
            int count = buffered(target.length - done, Long.BYTES);
            int at = take(count * Long.BYTES);
            for (int i = 0; i < count; i++) {
                target[done + i] = (long) INT64.get(bytes, at + i * Long.BYTES);
            }
            done += count;
        }
    }

    /** Fills the array with values of four bytes. */
    public void int32s(int[] target) {
        int done = 0;
        while (done < target.length) {
            int count = buffered(target.length - done, Integer.BYTES);
            int at = take(count * Integer.BYTES);
            for (int i = 0; i < count; i++) {
                target[done + i] = (int) INT32.get(bytes, at + i * Integer.BYTES);
            }
            done += count;
        }
    }

    /** Returns how many items to take at once: those that are buffered, at least one. */
    private int buffered(int items, int itemBytes) {
        return Math.max(1, Math.min(items, fetched() / itemBytes));
    }

    /** Reads texts, each a length and as many bytes. */
    public Texts texts(int count) {
        Texts texts = new Texts(count);
        for (int i = 0; i < count; i++) {
            int length = size(varint(), 1);
            int at = take(length);
            System.arraycopy(bytes, at, texts.add(i, length), texts.offset(i), length);
        }
        texts.end();
        return texts;
    }

    public long varint() {
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

    public byte[] bytes(int length) {
        int at = take(length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    /** Reads a length and as many bytes. */
    public byte[] lengthAndBytes() {
        return bytes(size(varint(), 1));
    }

    public String text() {
        return new String(lengthAndBytes(), StandardCharsets.UTF_8);
    }

    /**
     * Reads a number of items and checks it: each takes at least {@code itemBytes} of the remaining
     * input, so a damaged number fails here and not in an allocation.
     */
    public int size(long items, int itemBytes) {
        if (items < 0 || items > Integer.MAX_VALUE || !has(items * itemBytes)) {
            throw corrupt(items + " items do not fit into the " + fetched() + " bytes left");
        }
        return (int) items;
    }

    public int position() {
        return position;
    }

    public boolean atEnd() {
        return position == end && !fill(1);
    }

    /** Returns whether this many bytes follow; then they are buffered. */
    public boolean has(long length) {
        return length <= fetched();
    }

    /** Buffers this many unread bytes; returns false if the input ends before. */
    boolean fill(int length) {
        return false;
    }

    /** Moves the unread bytes to the start of a larger array. */
    final byte[] makeRoom() {
        int unread = end - position;
        byte[] target = unread < bytes.length ? bytes : new byte[Math.max(FIRST_ROOM, 2 * unread)];
        if (target != bytes || position > 0) {
            System.arraycopy(bytes, position, target, 0, unread);
        }
        bytes = target;
        position = 0;
        end = unread;
        return target;
    }

    /** Returns the number of bytes that are buffered and unread. */
    final int fetched() {
        return end - position;
    }

    /** Adds the number of bytes that were fetched after those. */
    final void extend(int length) {
        end += length;
    }

    public CorruptDataException corrupt(String reason) {
        return new CorruptDataException(position, reason);
    }

    private int take(int length) {
        if (length > end - position && !fill(length)) {
            throw new CorruptDataException(
                    end, "the input ends; " + length + " bytes are needed at offset " + position);
        }
        int at = position;
        position = at + length;
        return at;
    }
}
