// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.source.ClickHouseSource;
import io.flinkhouse.clickhouse.source.split.OneTimeRead;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

import java.util.function.Supplier;

/**
 * Reads the rows that an UPDATE or DELETE changes, each once.
 *
 * @param rule known when the sink has been planned
 * @param type the type of the rows that the statement gets
 */
record RowLevelRead(
        SourceTable table,
        Supplier<OneTimeRead> rule,
        SelectedColumns columns,
        String filter,
        TypeInformation<RowData> type)
        implements DataStreamScanProvider {

    @Override
    public DataStream<RowData> produceDataStream(
            ProviderContext context, StreamExecutionEnvironment environment) {
        refuseVirtualColumns();
        return environment
                .fromSource(source(), WatermarkStrategy.noWatermarks(), table.name())
                .map(
                        new OneTimeRows(
                                table.name(),
                                columns.places(),
                                columns.metadata().contains(ClickHouseTableSource.ROW)),
                        type)
                .name("Rows to change");
    }

    private void refuseVirtualColumns() {
        columns.metadata().stream()
                .filter(key -> !key.equals(ClickHouseTableSource.ROW))
                .findFirst()
                .ifPresent(
                        key -> {
                            throw new ValidationException(
                                    "UPDATE and DELETE cannot use the METADATA column '"
                                            + key
                                            + "' of "
                                            + table.name()
                                            + ". Choose the rows by other columns.");
                        });
    }

    private ClickHouseSource<RowData> source() {
        try {
            return new ClickHouseSource<>(
                    table.oneTimeRequest(rule.get(), filter),
                    row -> row,
                    InternalTypeInfo.of(table.schema()));
        } catch (IllegalArgumentException e) {
            throw table.unreadable(e);
        }
    }

    @Override
    public boolean isBounded() {
        return true;
    }
}
