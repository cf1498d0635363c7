// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Bounded scans of tables by DataStream jobs. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class BoundedScanITCase {

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "STREAMING"})
    void readsEachRowOnce(RuntimeExecutionMode mode, ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE numbers (id Int64, name String) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO numbers SELECT number, toString(number) FROM numbers(10000)");
        List<Long> ids = new ArrayList<>();
        StreamExecutionEnvironment env = ScanJobs.environment(mode, 2);
        try (CloseableIterator<RowData> rows =
                env.fromSource(
                                ScanJobs.source(db, "numbers", ReadConfig.DEFAULT),
                                WatermarkStrategy.noWatermarks(),
                                "numbers")
                        .executeAndCollect()) {
            rows.forEachRemaining(
                    row -> {
                        assertThat(row.getString(1)).hasToString("" + row.getLong(0));
                        ids.add(row.getLong(0));
                    });
        }
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 10000).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "STREAMING"})
    void anEmptyTableHasNoRows(RuntimeExecutionMode mode, ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE numbers (id Int64) ENGINE = MergeTree ORDER BY id");
        try (CloseableIterator<RowData> rows =
                ScanJobs.environment(mode, 2)
                        .fromSource(
                                ScanJobs.source(db, "numbers", ReadConfig.DEFAULT),
                                WatermarkStrategy.noWatermarks(),
                                "numbers")
                        .executeAndCollect()) {
            assertThat(rows).isExhausted();
        }
    }
}
