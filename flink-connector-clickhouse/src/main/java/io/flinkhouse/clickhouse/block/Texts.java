// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts in a few arrays that they share. No array is longer than a megabyte or one text, so that a
 * text that is kept does not keep a whole block.
 */
@Internal
public final class Texts {

    private static final int FIRST_PART = 1 << 12;
    private static final int MAX_PART = 1 << 20;

    private final List<byte[]> parts = new ArrayList<>();
    private final int[] partOf;
    private final int[] offsets;
    private final int[] lengths;
    private byte[] last = new byte[0];
    private int used;

    Texts(int count) {
        partOf = new int[count];
        offsets = new int[count];
        lengths = new int[count];
    }

    /** Makes room for a text and returns the array; {@link #offset} tells where it belongs. */
    byte[] add(int index, int length) {
        if (length > last.length - used) {
            makeRoom(length);
        }
        partOf[index] = parts.size();
        offsets[index] = used;
        lengths[index] = length;
        used += length;
        return last;
    }

    private void makeRoom(int length) {
        if (used + (long) length <= MAX_PART) {
            int size = Math.max(Math.max(FIRST_PART, used + length), 2 * last.length);
            last = Arrays.copyOf(last, Math.min(MAX_PART, size));
        } else {
            end();
            last = new byte[Math.max(MAX_PART, length)];
        }
    }

    /** Ends the last array. */
    void end() {
        if (used > 0) {
            parts.add(used < last.length ? Arrays.copyOf(last, used) : last);
        }
        last = new byte[0];
        used = 0;
        if (parts.isEmpty()) {
            parts.add(last);
        }
    }

    /** Returns the number of arrays. */
    public int parts() {
        return parts.size();
    }

    public byte[] part(int part) {
        return parts.get(part);
    }

    /** Returns the number of the array that has the text. */
    public int partOf(int index) {
        return partOf[index];
    }

    /** Returns where in its array the text begins. */
    public int offset(int index) {
        return offsets[index];
    }

    public int length(int index) {
        return lengths[index];
    }

    public byte[] copy(int index) {
        int from = offsets[index];
        return Arrays.copyOfRange(parts.get(partOf[index]), from, from + lengths[index]);
    }
}
