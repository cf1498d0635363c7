// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Encodes and decodes {@code LowCardinality(T)}: the distinct values of the block, then an index
 * per row. The first value is the default; if T is nullable, NULL precedes it.
 */
final class LowCardinalityColumn implements Column {

    private static final long VERSION = 1;
    private static final int HAS_KEYS = 1 << 9;
    private static final int UPDATES_KEYS = 1 << 10;
    private static final int HEAD = 3 * Long.BYTES;

    private final Codec codec;
    private final boolean nullable;
    private final ByteWriter out = new ByteWriter();
    private final ByteWriter indexes = ByteWriter.unsent();
    private final Dictionary dictionary = new Dictionary();

    /** The width of the indexes that are read next, as the power of two of their bytes. */
    private int width;

    LowCardinalityColumn(Codec codec, boolean nullable) {
        this.codec = codec;
        this.nullable = nullable;
        reset();
    }

    @Override
    public void append(Cell cell) {
        if (!cell.isNull()) {
            codec.encode(cell, dictionary.candidate());
            indexes.int32(dictionary.indexOfCandidate());
        } else if (nullable) {
            indexes.int32(0);
        } else {
            throw new UnfitValueException("NULL");
        }
    }

    @Override
    public void appendDefault() {
        indexes.int32(0);
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(out);
        visitor.accept(indexes);
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        visitor.accept(dictionary);
    }

    @Override
    public void writePrefix(ByteWriter prefix) {
        prefix.int64(VERSION);
    }

    @Override
    public void finish() {
        int rows = indexes.size() / Integer.BYTES;
        if (rows == 0) {
            return;
        }
        int size = dictionary.size();
        int width = size <= 1 << Byte.SIZE ? 0 : size <= 1 << Short.SIZE ? 1 : 2;
        out.reserve(dictionary.keys().size() + (rows << width) + HEAD);
        out.int64(width | HAS_KEYS | UPDATES_KEYS);
        out.int64(size);
        out.bytes(dictionary.keys());
        out.int64(rows);
        switch (width) {
            case 0 -> out.lowBytes(indexes);
            case 1 -> out.lowShorts(indexes);
            default -> out.bytes(indexes);
        }
    }

    @Override
    public void reset() {
        codec.release();
        dictionary.clear();
        if (nullable) {
            codec.encodeDefault(dictionary.candidate());
            dictionary.reserveFirst();
        }
        codec.encodeDefault(dictionary.candidate());
        dictionary.indexOfCandidate();
        dictionary.mark();
    }

    @Override
    public void readPrefix(ByteReader in) {
        long version = in.int64();
        if (version != VERSION) {
            throw in.corrupt("LowCardinality version " + version + "; only 1 is known");
        }
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        int[] indexes = new int[in.size(rows, 1)];
        Object[] keys = new Object[0];
        int done = 0;
        while (done < rows) {
            int before = keys.length;
            keys = readKeys(in, keys);
            done += readIndexes(in, indexes, done, before, keys.length);
        }
        return new DictionaryVector(keys, indexes);
    }

    /** Reads the keys of a part of the rows and adds them to those of the parts before. */
    private Object[] readKeys(ByteReader in, Object[] before) {
        long flags = in.int64();
        width = (int) (flags & 0xFF);
        if (width > 3 || (flags & HAS_KEYS) == 0 || (flags & 1 << 8) != 0) {
            throw in.corrupt("LowCardinality flags " + Long.toHexString(flags) + " are not known");
        }
        int count = in.size(in.int64(), codec.minBytes());
        Object[] read = codec.decode(in, count).objects(count);
        if (nullable && count > 0) {
            read[0] = null;
        }
        Object[] keys = Arrays.copyOf(before, before.length + count);
        System.arraycopy(read, 0, keys, before.length, count);
        return keys;
    }

    private int readIndexes(ByteReader in, int[] indexes, int done, int first, int end) {
        int count = in.size(in.int64(), 1 << width);
        if (count == 0 || count > indexes.length - done) {
            throw in.corrupt(count + " indexes where up to " + (indexes.length - done) + " belong");
        }
        for (int i = 0; i < count; i++) {
            long index = index(in, width);
            if (index < 0 || index >= end - first) {
                throw in.corrupt("index " + index + " into " + (end - first) + " keys");
            }
            indexes[done + i] = first + (int) index;
        }
        return count;
    }

    private static long index(ByteReader in, int width) {
        return switch (width) {
            case 0 -> Byte.toUnsignedLong(in.int8());
            case 1 -> Short.toUnsignedLong(in.int16());
            case 2 -> Integer.toUnsignedLong(in.int32());
            default -> in.int64();
        };
    }
}
