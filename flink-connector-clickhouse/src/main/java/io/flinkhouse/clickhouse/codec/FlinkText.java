// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryFormat;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.binary.BinarySection;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads STRING and BYTES cells as bytes, without a {@link String} if Flink holds bytes.
 *
 * <p>After {@link #read}, the bytes are in {@link #array}, {@link #length} bytes from {@link
 * #offset}; the array belongs to Flink and is valid until the next read.
 */
final class FlinkText {

    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int MAX_BYTES_PER_CHAR = 3;

    /** A longer value gets an array of its own, so that it is not kept for the next ones. */
    private static final int MAX_KEPT = 64 << 10;

    private final boolean binary;
    private byte[] scratch = new byte[64];
    private byte[] array = scratch;
    private int offset;
    private int length;

    FlinkText(LogicalType type) {
        LogicalTypeRoot root = type.getTypeRoot();
        this.binary = root == LogicalTypeRoot.BINARY || root == LogicalTypeRoot.VARBINARY;
    }

    /** Returns whether cells are BYTES. */
    boolean isBinary() {
        return binary;
    }

    void read(Cell cell) {
        if (cell.packed() != null) {
            readPacked(cell.packed(), cell.index());
            return;
        }
        if (binary) {
            array = cell.binary();
            offset = 0;
            length = array.length;
            return;
        }
        BinaryStringData text = (BinaryStringData) cell.string();
        BinarySection section = text.getBinarySection();
        if (section == null) {
            readString(text.toString());
        } else {
            readBytes(section.getSegments(), section.getOffset(), section.getSizeInBytes());
        }
    }

    /**
     * Reads up to seven bytes from the field itself, longer values from the variable part of the
     * row.
     */
    private void readPacked(BinaryRowData row, int index) {
        long word = row.getLong(index);
        if ((word & BinaryFormat.HIGHEST_FIRST_BIT) == 0) {
            int behind = (int) (word >>> Integer.SIZE);
            readBytes(row.getSegments(), row.getOffset() + behind, (int) word);
            return;
        }
        int size = (int) ((word & BinaryFormat.HIGHEST_SECOND_TO_EIGHTH_BIT) >>> 56);
        reserve(Long.BYTES);
        INT64.set(scratch, 0, word);
        offset = BIG_ENDIAN ? 1 : 0;
        length = size;
    }

    /** Releases the bytes of the last value. */
    void release() {
        array = scratch;
        offset = 0;
        length = 0;
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    String asString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    Object box(byte[] value) {
        return binary ? value : StringData.fromBytes(value);
    }

    Object box(String value) {
        return StringData.fromString(value);
    }

    private void readBytes(MemorySegment[] segments, int from, int size) {
        length = size;
        if (segments.length == 1 && !segments[0].isOffHeap()) {
            array = segments[0].getArray();
            offset = from;
            return;
        }
        reserve(length);
        offset = 0;
        int skip = from;
        int copied = 0;
        for (MemorySegment segment : segments) {
            int part = Math.min(segment.size() - skip, length - copied);
            if (part > 0) {
                segment.get(skip, array, copied, part);
                copied += part;
            }
            skip = Math.max(0, skip - segment.size());
        }
    }

    private void readString(String text) {
        int chars = text.length();
        if (chars > MAX_KEPT / MAX_BYTES_PER_CHAR) {
            readOther(text);
            return;
        }
        reserve(chars * MAX_BYTES_PER_CHAR);
        offset = 0;
        byte[] out = scratch;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                readOther(text);
                return;
            }
            out[i] = (byte) c;
        }
        length = chars;
    }

    private void readOther(String text) {
        offset = 0;
        array = text.getBytes(StandardCharsets.UTF_8);
        length = array.length;
    }

    private void reserve(int size) {
        if (size > MAX_KEPT) {
            array = new byte[size];
            return;
        }
        if (size > scratch.length) {
            scratch = new byte[Math.max(size, scratch.length * 2)];
        }
        array = scratch;
    }
}
