// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

import java.nio.file.Path;

/**
 * Runs jobs that write rows of partition 7 of the topic {@code orders} into the table {@code t},
 * which cannot hold every value of {@code small}.
 */
final class OrderRows {

    private final RowType columns;

    /**
     * @param nullable whether {@code small} may be NULL
     */
    OrderRows(boolean nullable) {
        this.columns =
                RowType.of(
                        new LogicalType[] {
                            new BigIntType(false),
                            new IntType(nullable),
                            new VarCharType(false, VarCharType.MAX_LENGTH),
                            new IntType(false),
                            new BigIntType(false)
                        },
                        new String[] {"id", "small", "_topic", "_partition", "_offset"});
    }

    static RowData row(long id, Integer small) {
        return GenericRowData.of(id, small, StringData.fromString("orders"), 7, id);
    }

    ClickHouseSinkBuilder<RowData> sink(
            ClickHouseDatabase db, Path directory, DeliveryGuarantee guarantee) {
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .columns(columns)
                .deliveryGuarantee(guarantee)
                .spoolPath(directory.resolve("spool").toUri().toString())
                .rows(RowMapping.rowData());
    }

    /** Writes what is made of the numbers from 1 on, with a checkpoint each tenth of a second. */
    void run(
            long count,
            MapFunction<Long, RowData> made,
            ClickHouseSinkBuilder<RowData> sink,
            String restart)
            throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, restart);
        env.enableCheckpointing(100);
        env.fromSequence(1, count)
                .map(made)
                .returns(InternalTypeInfo.of(columns))
                .sinkTo(sink.build());
        env.execute();
    }
}
