// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.sink.ClickHouseSink;
import io.flinkhouse.sink.ClickHouseSinkBuilder;
import io.flinkhouse.sink.rows.RowMapping;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsWritingMetadata;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

import java.util.List;
import java.util.Map;

/** A table that INSERT INTO writes to. */
final class ClickHouseTableSink implements DynamicTableSink, SupportsWritingMetadata {

    private final SinkSettings settings;
    private final Map<String, DataType> metadata;
    private final TakenChanges changes;
    private final String promise;

    /**
     * @param metadata the type of each metadata column that is written, by its key; the schema ends
     *     with these columns
     * @param promise which delivery this table gets and by what, for a plan
     */
    ClickHouseTableSink(
            SinkSettings settings,
            Map<String, DataType> metadata,
            TakenChanges changes,
            String promise) {
        this.settings = settings;
        this.metadata = metadata;
        this.changes = changes;
        this.promise = promise;
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
        return changes.mode(requested);
    }

    @Override
    public Map<String, DataType> listWritableMetadata() {
        return metadata;
    }

    /** All of them are always asked for, in their order, which is the order of the schema. */
    @Override
    public void applyWritableMetadata(List<String> keys, DataType consumed) {}

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        return SinkV2Provider.of(sink(), settings.parallelism().orElse(null));
    }

    private Sink<RowData> sink() {
        try {
            ClickHouseSinkBuilder<RowData> sink =
                    ClickHouseSink.<RowData>builder()
                            .connection(settings.connection())
                            .table(settings.table().database(), settings.table().table())
                            .columns(settings.schema())
                            .rows(RowMapping.rowData())
                            .write(settings.write())
                            .exactlyOnce(settings.exactlyOnce())
                            .changelog(settings.changelog());
            settings.errors().apply(sink);
            return sink.build();
        } catch (IllegalArgumentException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    @Override
    public DynamicTableSink copy() {
        return new ClickHouseTableSink(settings, metadata, changes, promise);
    }

    @Override
    public String asSummaryString() {
        return "ClickHouse table "
                + settings.table()
                + " at "
                + settings.connection().endpoints()
                + ", "
                + promise;
    }
}
