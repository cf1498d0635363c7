// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sink.ClickHouseSink;
import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** A table that INSERT INTO writes to. */
final class ClickHouseTableSink implements DynamicTableSink {

    private final TablePath table;
    private final ConnectionConfig connection;
    private final WriteConfig write;
    private final RowType schema;
    private final Integer parallelism;

    /**
     * @param schema the columns that are written, by name; others get their DEFAULT
     * @param parallelism or {@code null} to follow the input
     */
    ClickHouseTableSink(
            TablePath table,
            ConnectionConfig connection,
            WriteConfig write,
            RowType schema,
            Integer parallelism) {
        this.table = table;
        this.connection = connection;
        this.write = write;
        this.schema = schema;
        this.parallelism = parallelism;
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
        return ChangelogMode.insertOnly();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        return SinkV2Provider.of(sink(), parallelism);
    }

    private Sink<RowData> sink() {
        try {
            return ClickHouseSink.<RowData>builder()
                    .connection(connection)
                    .table(table.database(), table.table())
                    .columns(schema)
                    .rows(RowMapping.rowData())
                    .write(write)
                    .build();
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    @Override
    public DynamicTableSink copy() {
        return new ClickHouseTableSink(table, connection, write, schema, parallelism);
    }

    @Override
    public String asSummaryString() {
        return "ClickHouse table "
                + table
                + " at "
                + connection.endpoints()
                + ", "
                + write.guarantee();
    }
}
