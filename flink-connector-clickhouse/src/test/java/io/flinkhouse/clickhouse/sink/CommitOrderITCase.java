// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.schema.ColumnSelection;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for which tables an exactly-once job commits several blocks in parallel. */
@ExtendWith(ClickHouseExtension.class)
class CommitOrderITCase {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MergeTree                            | k       | false",
                "ReplacingMergeTree(version)          | k       | false",
                "ReplacingMergeTree(version, deleted) | k       | false",
                "ReplacingMergeTree(micros)           | k       | false",
                "ReplacingMergeTree(millis)           | k       | true",
                "VersionedCollapsingMergeTree(sign, n)| k       | false",
                "ReplacingMergeTree                   | k       | true",
                "ReplacingMergeTree(n)                | k       | true",
                "CollapsingMergeTree(sign)            | k       | true",
                "CoalescingMergeTree                  | k       | true",
                "SummingMergeTree                     | k       | true",
                "AggregatingMergeTree                 | k       | true",
                "ReplacingMergeTree                   | ''      | false",
            })
    void theirOrderMattersWhereTheRowInsertedLastWins(
            String engine, String key, boolean ordered, ClickHouseDatabase db) throws IOException {
        db.execute(
                "CREATE TABLE t (k String, n UInt64, version UInt64, deleted UInt8, sign Int8,"
                        + " micros DateTime64(6), millis DateTime64(3))"
                        + " ENGINE = "
                        + engine
                        + " ORDER BY k");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            assertThat(config(db, key).commits().order().matters(client)).isEqualTo(ordered);
        }
    }

    private static SinkConfig<RowData> config(ClickHouseDatabase db, String key) {
        return new SinkConfig<>(
                db.connection(),
                new TablePath(db.name(), "t"),
                WriteConfig.DEFAULT,
                ExactlyOnceConfig.at("file:///unused"),
                new ChangelogConfig(
                        key.isEmpty() ? List.of() : List.of(key),
                        DeleteMode.IGNORE,
                        UpdateMode.INSERT),
                ColumnSelection.named(List.of("k", "n")),
                RowMapping.rowData(),
                RejectionPolicy.FAIL,
                new NativeInsert());
    }
}
