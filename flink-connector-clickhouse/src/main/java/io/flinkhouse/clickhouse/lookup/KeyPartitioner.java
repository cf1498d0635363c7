// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.connector.source.abilities.SupportsLookupCustomShuffle.InputDataPartitioner;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/**
 * Sends equal keys to one subtask, so that the subtasks have different keys in their caches and
 * batches. Flink 1.20 does not have the interface, and never loads this class.
 */
@Internal
public final class KeyPartitioner implements InputDataPartitioner {

    private static final long serialVersionUID = 1L;

    /** Spreads hashes that have a common divisor with the number of subtasks. */
    private static final int SPREAD = 0x9E3779B9;

    /**
     * @param key the values of the key columns, which Flink gives in a generic row
     */
    @Override
    public int partition(RowData key, int subtasks) {
        int hash = 1;
        for (int i = 0; i < key.getArity(); i++) {
            Object value = ((GenericRowData) key).getField(i);
            Object comparable = value == null ? null : KeyMatcher.comparable(value);
            hash = 31 * hash + (comparable == null ? 0 : comparable.hashCode());
        }
        int spread = hash * SPREAD;
        return Math.floorMod(spread ^ spread >>> 16, subtasks);
    }
}
