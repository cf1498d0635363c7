// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

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
        out.reserve(dictionary.keys().size() + indexes.size() + HEAD);
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
    public Object[] read(ByteReader in, int rows) {
        Object[] values = new Object[in.size(rows, 1)];
        int done = 0;
        while (done < rows) {
            done = readPart(in, values, done);
        }
        return values;
    }

    private int readPart(ByteReader in, Object[] values, int done) {
        long flags = in.int64();
        int width = (int) (flags & 0xFF);
        if (width > 3 || (flags & HAS_KEYS) == 0 || (flags & 1 << 8) != 0) {
            throw in.corrupt("LowCardinality flags " + Long.toHexString(flags) + " are not known");
        }
        Object[] keys = new Object[in.size(in.int64(), codec.minBytes())];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = codec.decode(in);
        }
        if (nullable && keys.length > 0) {
            keys[0] = null;
        }
        int count = in.size(in.int64(), 1 << width);
        if (count == 0 || count > values.length - done) {
            throw in.corrupt(count + " indexes where up to " + (values.length - done) + " belong");
        }
        for (int i = 0; i < count; i++) {
            long index = index(in, width);
            if (index < 0 || index >= keys.length) {
                throw in.corrupt("index " + index + " into " + keys.length + " keys");
            }
            values[done + i] = keys[(int) index];
        }
        return done + count;
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
