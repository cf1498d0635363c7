// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.lookup.KeyPartitioner;

import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsLookupCustomShuffle;
import org.apache.flink.table.types.DataType;

import java.util.Optional;

/**
 * A table source with aggregates whose lookup joins can send equal keys to one subtask; from Flink
 * 2.0 on.
 */
final class ShuffledAggregatingTableSource extends AggregatingTableSource
        implements SupportsLookupCustomShuffle {

    private ShuffledAggregatingTableSource(
            ObjectIdentifier name, SourceTable table, DataType rows) {
        super(name, table, rows);
    }

    /** Creates a source; its type is an interface, so that callers can be loaded on Flink 1.20. */
    static DynamicTableSource of(ObjectIdentifier name, SourceTable table, DataType rows) {
        return new ShuffledAggregatingTableSource(name, table, rows);
    }

    private ShuffledAggregatingTableSource(ShuffledAggregatingTableSource other) {
        super(other);
    }

    @Override
    public Optional<InputDataPartitioner> getPartitioner() {
        return Optional.of(new KeyPartitioner());
    }

    @Override
    public DynamicTableSource copy() {
        return new ShuffledAggregatingTableSource(this);
    }
}
