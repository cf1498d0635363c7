// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads little-endian values and names the offset where the input ends too early. */
@Internal
public class ByteReader {

    private static final VarHandle INT16 = view(short[].class);
    private static final VarHandle INT32 = view(int[].class);
    private static final VarHandle INT64 = view(long[].class);

    /** The maximum bytes of texts that are copied at once, and so kept together. */
    private static final int MAX_TEXTS = 1 << 17;

    private byte[] bytes;
    private int end;
    private int position;

    /** The bytes that were read before the array, less the first ones of the array. */
    private long before;

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
            littleEndian(count * Long.BYTES).asLongBuffer().get(target, done, count);
            done += count;
        }
    }

    /** Fills the array with values of four bytes. */
    public void int32s(int[] target) {
        int done = 0;
        while (done < target.length) {
            int count = buffered(target.length - done, Integer.BYTES);
            littleEndian(count * Integer.BYTES).asIntBuffer().get(target, done, count);
            done += count;
        }
    }

    private ByteBuffer littleEndian(int length) {
        int at = take(length);
        return ByteBuffer.wrap(bytes, at, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns how many items to take at once: those that are buffered, at least one. */
    private int buffered(int items, int itemBytes) {
        return Math.max(1, Math.min(items, fetched() / itemBytes));
    }

    /** Reads texts, each a length and as many bytes; those that are buffered are copied at once. */
    public Texts texts(int count) {
        Texts texts = new Texts(count);
        while (texts.size() < count) {
            int length = bufferedTexts(texts, count);
            if (length > 0) {
                texts.end(bytes(length));
            } else {
                byte[] text = lengthAndBytes();
                texts.add(0, text.length);
                texts.end(text);
            }
        }
        return texts;
    }

    /**
     * Reads texts of the same number of bytes.
     *
     * @param padded whether zero bytes at the end are no part of a text
     */
    public Texts texts(int count, int bytesEach, boolean padded) {
        Texts texts = new Texts(count);
        while (texts.size() < count) {
            int most = Math.min(count - texts.size(), Math.max(1, MAX_TEXTS / bytesEach));
            byte[] part = bytes(buffered(most, bytesEach) * bytesEach);
            for (int at = 0; at < part.length; at += bytesEach) {
                int end = at + bytesEach;
                while (padded && end > at && part[end - 1] == 0) {
                    end--;
                }
                texts.add(at, end - at);
            }
            texts.end(part);
        }
        return texts;
    }

    /** Adds texts that are buffered, and returns how many bytes they have with their lengths. */
    private int bufferedTexts(Texts texts, int count) {
        int most = (int) Math.min(end, position + (long) MAX_TEXTS);
        int at = position;
        while (texts.size() < count && at < most) {
            int text = at;
            int length = 0;
            byte part = -1;
            for (int shift = 0; part < 0 && text < most && shift < Integer.SIZE - 4; shift += 7) {
                part = bytes[text++];
                length |= (part & 0x7F) << shift;
            }
            if (part < 0 || length > most - text) {
                break;
            }
            texts.add(text - position, length);
            at = text + length;
        }
        return at - position;
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

    /** Returns the number of all bytes that were read. */
    public long consumed() {
        return before + position;
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

    /** Returns the number of bytes that are buffered and unread. */
    final int fetched() {
        return end - position;
    }

    /** Reads from another array from now on. */
    final void show(byte[] array, int from, int to) {
        before += position - (long) from;
        bytes = array;
        position = from;
        end = to;
    }

    /** Returns the array that has the next bytes. */
    final byte[] array() {
        return bytes;
    }

    /** Returns where in its array the next byte is. */
    final int offset() {
        return position;
    }

    public CorruptDataException corrupt(String reason) {
        return new CorruptDataException(consumed(), reason);
    }

    private int take(int length) {
        if (length > end - position && !fill(length)) {
            throw new CorruptDataException(
                    before + end,
                    "the input ends; " + length + " bytes are needed at offset " + consumed());
        }
        int at = position;
        position = at + length;
        return at;
    }
}
