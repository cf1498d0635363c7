// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts in a few arrays that they share. No array is longer than 128 KiB or one text, so that a
 * text that is kept does not keep a whole block, and the arrays are no large objects of the heap.
 */
@Internal
public final class Texts {

    private final List<byte[]> parts = new ArrayList<>();
    private final int[] partOf;
    private final int[] offsets;
    private final int[] lengths;
    private int size;

    Texts(int count) {
        partOf = new int[count];
        offsets = new int[count];
        lengths = new int[count];
    }

    /** Returns the number of texts so far. */
    int size() {
        return size;
    }

    /** Adds a text of the array that {@link #end} will add. */
    void add(int offset, int length) {
        partOf[size] = parts.size();
        offsets[size] = offset;
        lengths[size] = length;
        size++;
    }

    /** Adds the array of the last texts. */
    void end(byte[] part) {
        parts.add(part);
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
