// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests dead letters of a topic under checkpoint settings that decide when they are sent. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class DeadLetterCheckpointsITCase {

    private static final String LAST = "execution.checkpointing.checkpoints-after-tasks-finish";

    private final Topic topic = Topic.create(1);

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        topic.send("{\"id\": 1}", "{", "{\"id\": 2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {LAST, LAST + ".enabled"})
    void areRefusedWithoutALastCheckpoint(String option) {
        Pipe pipe = pipe("dead-letter").set(option, "false");

        assertThatThrownBy(pipe::explain)
                .hasStackTraceContaining("'scan.error-mode' = 'dead-letter'")
                .hasStackTraceContaining("'" + LAST + "' = 'false'")
                .hasStackTraceContaining("Set it to 'true'");
        assertThatThrownBy(pipe::run).hasStackTraceContaining("'" + LAST + "' = 'false'");
    }

    @Test
    void areNotRefusedWhereNobodyWantsThem() throws Exception {
        pipe("skip").set(LAST, "false").run();

        assertRows();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no checkpoints", "batch"})
    void needNoLastCheckpointWhereThereIsNone(String how) throws Exception {
        Pipe pipe = pipe("dead-letter").set(LAST, "false");
        (how.equals("batch") ? pipe.inBatches() : pipe.withoutCheckpoints()).run();

        assertRows();
        assertOneLetter();
    }

    /** The operator that seals them has one input, so that barriers need no alignment. */
    @Test
    void areExactWithoutAlignedBarriers() throws Exception {
        pipe("dead-letter").set("execution.checkpointing.mode", "AT_LEAST_ONCE").run();

        assertRows();
        assertOneLetter();
    }

    /** All sources end, so that Flink makes a batch of it, which has no checkpoints. */
    @Test
    void areSentByAJobThatTurnsOutToBeABatch() throws Exception {
        StreamExecutionEnvironment env = read(pipe("dead-letter"));
        env.setRuntimeMode(RuntimeExecutionMode.AUTOMATIC);
        env.execute();

        assertOneLetter();
    }

    @Test
    void areSentByAJobThatLosesItsCheckpointsAfterItWasPlanned() throws Exception {
        StreamExecutionEnvironment env = read(pipe("dead-letter"));
        env.getCheckpointConfig().disableCheckpointing();
        env.execute();

        assertOneLetter();
    }

    @Test
    void areRefusedWhenTheLastCheckpointIsSwitchedOffAfterPlanning() throws Exception {
        StreamExecutionEnvironment env = read(pipe("dead-letter"));
        Configuration later = new Configuration();
        later.setString(LAST, "false");
        env.configure(later);

        assertThatThrownBy(env::execute).hasStackTraceContaining("'" + LAST + "' = 'false'");
    }

    private static StreamExecutionEnvironment read(Pipe pipe) {
        StreamExecutionEnvironment env = pipe.streamEnvironment();
        StreamTableEnvironment tables = pipe.streams(env);
        tables.toDataStream(tables.from("pipe")).sinkTo(new DiscardingSink<>());
        return env;
    }

    private Pipe pipe(String mode) {
        Pipe pipe = Pipe.of(db, topic, "id BIGINT NOT NULL").with("scan.error-mode", mode);
        return mode.equals("skip")
                ? pipe
                : pipe.with("sink.dead-letter.table", "dead")
                        .with("sink.exactly-once.spool-path", directory.toUri().toString());
    }

    private void assertRows() {
        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("2"));
    }

    private void assertOneLetter() {
        assertThat(db.query("SELECT offset, raw_message FROM dead"))
                .containsExactly(List.of("1", "{"));
    }
}
