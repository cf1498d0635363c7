// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the input format of UPDATE and DELETE in a job. */
@ExtendWith(ClickHouseExtension.class)
class RowLevelInputFormatITCase {

    private static final RowType ROWS =
            new RowType(false, List.of(new RowType.RowField("id", new BigIntType(false))));

    private ClickHouseDatabase db;
    private StreamExecutionEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        Configuration config = new Configuration();
        config.setString("restart-strategy.type", "fixed-delay");
        config.setString("restart-strategy.fixed-delay.attempts", "2");
        config.setString("restart-strategy.fixed-delay.delay", "1 ms");
        env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t SELECT number FROM numbers(200000)");
    }

    @Test
    void readsEachRowOnceHoweverManySubtasksThereAre() throws Exception {
        env.setParallelism(3);
        long[] ids = new long[200_000];
        int count = 0;
        try (var rows = rows().executeAndCollect()) {
            while (rows.hasNext()) {
                ids[(int) rows.next().getLong(0)]++;
                count++;
            }
        }
        assertThat(count).isEqualTo(200_000);
        assertThat(ids).containsOnly(1);
    }

    /** The rows of the first attempt may have changed the table by then. */
    @Test
    void readsNothingASecondTime() {
        DataStream<RowData> failing =
                rows().map(
                                row -> {
                                    throw new IllegalStateException("later");
                                },
                                InternalTypeInfo.of(ROWS));
        assertThatThrownBy(() -> failing.executeAndCollect(1))
                .hasStackTraceContaining("is not retried: some rows may already be changed");
    }

    private DataStream<RowData> rows() {
        TablePath path = new TablePath(db.name(), "t");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            ScanQuery scan = ScanQuery.of(TableDescription.of(client, path), "1", ROWS);
            RowLevelInputFormat reader =
                    new RowLevelInputFormat(
                            db.connection(),
                            RetryConfig.DEFAULT,
                            scan,
                            List.of(),
                            new int[1],
                            false);
            return env.createInput(reader, InternalTypeInfo.of(ROWS));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
