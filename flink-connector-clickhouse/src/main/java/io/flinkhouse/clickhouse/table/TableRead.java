// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.api.connector.source.Source;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.data.RowData;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Creates the source of a SELECT when the planner has applied everything to it.
 *
 * @param parallelism empty for the job's parallelism
 */
record TableRead(Supplier<Source<RowData, ?, ?>> source, Optional<Integer> parallelism)
        implements SourceProvider {

    @Override
    public Source<RowData, ?, ?> createSource() {
        return source.get();
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public Optional<Integer> getParallelism() {
        return parallelism;
    }
}
