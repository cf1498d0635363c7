// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

import java.util.Set;

/** Tells the task that splits have no more rows. */
record FinishedSplit(Set<String> finishedSplits) implements RecordsWithSplitIds<RowBlock> {

    @Override
    public String nextSplit() {
        return null;
    }

    @Override
    public RowBlock nextRecordFromSplit() {
        return null;
    }
}
