// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.lang.reflect.Field;

/** Fills the buffer of a column, so that the next write to it fails. */
public final class FullBuffer {

    private FullBuffer() {}

    /** Leaves no room in the first buffer of a block. */
    public static BlockBuilder of(NativeBlockBuilder block) {
        try {
            Field streams = NativeBlockBuilder.class.getDeclaredField("streams");
            streams.setAccessible(true);
            ((ByteWriter[]) streams.get(block))[0].truncate(Integer.MAX_VALUE);
            return block;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Tells whether a frame of a stack belongs to a buffer. */
    public static boolean isIn(StackTraceElement frame) {
        return frame.getClassName().equals(ByteWriter.class.getName());
    }
}
