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
 * @param bounded whether the rows end
 * @param parallelism empty for the job's parallelism
 */
record TableRead(
        Supplier<Source<RowData, ?, ?>> source, boolean bounded, Optional<Integer> parallelism)
        implements SourceProvider {

    @Override
    public Source<RowData, ?, ?> createSource() {
        return source.get();
    }

    @Override
    public boolean isBounded() {
        return bounded;
    }

    @Override
    public Optional<Integer> getParallelism() {
        return parallelism;
    }
}
