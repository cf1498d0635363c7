// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.source.split.TableSplit;

/** A split and the last row of it that was emitted; belongs to the task's thread. */
final class SplitProgress {

    private final TableSplit split;
    private RowBlock block;

    SplitProgress(TableSplit split) {
        this.split = split;
    }

    /**
     * Sets the block that the last row came from.
     *
     * @return whether it is another one than before
     */
    boolean reached(RowBlock current) {
        boolean other = block != current;
        block = current;
        return other;
    }

    /** Returns the split from the row behind the last one on; null if that was its last row. */
    TableSplit rest() {
        if (block == null) {
            return split;
        }
        return block.isSplitRead() ? null : split.from(block.position());
    }
}
