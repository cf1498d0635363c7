// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter;
import io.flinkhouse.clickhouse.exactlyonce.commit.CommitConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Generated versions of a writer that is restored from a checkpoint. */
@ExtendWith(ClickHouseExtension.class)
class RestoredVersionsITCase {

    @TempDir Path directory;

    /** The highest version is neither in the table nor before the server's time. */
    @Test
    void areAboveThoseOfBlocksThatWaitForTheirCommit(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, ver UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(ver, gone) ORDER BY k"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        db.execute("INSERT INTO t SELECT 'other', 0, 9000000000000000000, 0");
        ClickHouseSink<RowData> sink = sink(db);
        List<Committable> waiting;
        List<byte[]> state;
        try (WriterHarness<RowData> before = WriterHarness.open(sink)) {
            before.write(change(RowKind.INSERT, 1));
            waiting = before.prepareCommit();
            state = before.snapshot(sink);
        }
        db.execute("TRUNCATE TABLE t");
        try (WriterHarness<RowData> after = WriterHarness.restore(sink, state)) {
            commit(db, waiting);
            after.write(change(RowKind.UPDATE_AFTER, 2));
            commit(db, after.prepareCommit());
        }
        assertThat(db.query("SELECT k, n FROM t FINAL")).containsExactly(List.of("k", "2"));
    }

    private void commit(ClickHouseDatabase db, List<Committable> due) throws Exception {
        ExactlyOnceConfig exactlyOnce =
                new ExactlyOnceConfig(
                        spool(),
                        ExactlyOnceConfig.DEFAULT_FENCE_COLUMN,
                        InDoubtPolicy.FAIL,
                        ExactlyOnceConfig.DEFAULT_RETENTION);
        try (BlockCommitter committer =
                new BlockCommitter(
                        new CommitConfig(db.connection(), exactlyOnce, RetryConfig.DEFAULT, 1),
                        BlockOrigin.NEW,
                        new UnregisteredMetricsGroup())) {
            committer.commitAll(due);
        }
    }

    private ClickHouseSink<RowData> sink(ClickHouseDatabase db) {
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .columns("k", "n")
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .spoolPath(spool())
                .changelog(ChangelogOptions.upsertBy("k"))
                .flushInterval(Duration.ofHours(1))
                .rows(RowMapping.rowData())
                .build();
    }

    private String spool() {
        return directory.toUri().toString();
    }

    private static RowData change(RowKind kind, long n) {
        return GenericRowData.ofKind(kind, StringData.fromString("k"), n);
    }
}
