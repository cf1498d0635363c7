// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests unaligned checkpoints, which may fall between the two rows of an update. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class UnalignedChangesITCase {

    private static final int KEYS = 100;

    /** Half of the keys come once more than the others. */
    private static final int ROWS = 3000 * KEYS + KEYS / 2;

    private static final String QUERY =
            "INSERT INTO sink SELECT * FROM (SELECT MOD(id, 100) AS k, COUNT(*) AS n FROM ids GROUP"
                    + " BY MOD(id, 100)) WHERE MOD(n, 3) <> 0";

    @TempDir Path spool;
    private ClickHouseDatabase db;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
    }

    @Test
    void replacingShowsWhatIsInTheResult() throws Exception {
        db.execute(
                "CREATE TABLE t (k Int64, n Int64, v UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(v, gone) ORDER BY k");
        run("at-least-once");
        assertThat(shown()).containsExactly(List.of("50", "3001", "3001"));
    }

    @Test
    void replacingExactlyOnceShowsWhatIsInTheResult() throws Exception {
        db.execute(
                "CREATE TABLE t (k Int64, n Int64, v DateTime64(3), gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(v, gone) ORDER BY k");
        run("exactly-once");
        assertThat(shown()).containsExactly(List.of("50", "3001", "3001"));
    }

    @Test
    void collapsingCancelsWhatIsNotInTheResult() throws Exception {
        db.execute(
                "CREATE TABLE t (k Int64, n Int64, sign Int8) ENGINE = CollapsingMergeTree(sign)"
                        + " ORDER BY k SETTINGS non_replicated_deduplication_window = 10000");
        run("exactly-once");
        assertThat(shown()).containsExactly(List.of("50", "3001", "3001"));
        assertThat(db.query("SELECT sum(sign) FROM t")).containsExactly(List.of("50"));
    }

    private List<List<String>> shown() {
        return db.query("SELECT count(), min(n), max(n) FROM t FINAL");
    }

    /** One slow subtask behind fast ones, with a shuffle between, over which rows pile up. */
    private void run(String semantic) throws Exception {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("parallelism.default", "2");
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("execution.checkpointing.interval", "20 ms");
        configuration.setString("execution.checkpointing.unaligned.enabled", "true");
        StreamTableEnvironment env =
                StreamTableEnvironment.create(new StreamExecutionEnvironment(configuration));
        env.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
        env.executeSql(
                SqlTable.of(
                                db,
                                "k BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED")
                        .with("sink.parallelism", "1")
                        .with("sink.semantic", semantic)
                        .with("sink.exactly-once.spool-path", spool.toUri().toString())
                        .ddl("sink"));
        env.executeSql(
                "CREATE TABLE ids (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' ="
                        + " '100000000', 'fields.id.kind' = 'sequence', 'fields.id.start' = '1',"
                        + " 'fields.id.end' = '"
                        + ROWS
                        + "')");
        env.executeSql(QUERY).await();
    }
}
