// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.Texts;

import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;

/** Texts, or bytes, that share the arrays into which they were read. */
final class TextVector extends Vector {

    private final Texts texts;
    private final boolean binary;
    private final MemorySegment[][] segments;

    TextVector(Texts texts, boolean binary) {
        this.texts = texts;
        this.binary = binary;
        this.segments = new MemorySegment[texts.parts()][];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new MemorySegment[] {MemorySegmentFactory.wrap(texts.part(i))};
        }
    }

    @Override
    Object get(int row) {
        return binary ? binary(row) : string(row);
    }

    /** Keeps the bytes, without which Flink would compare the text by UTF-16. */
    @Override
    StringData string(int row) {
        return new BinaryStringData(
                segments[texts.partOf(row)], texts.offset(row), texts.length(row));
    }

    @Override
    byte[] binary(int row) {
        return texts.copy(row);
    }
}
