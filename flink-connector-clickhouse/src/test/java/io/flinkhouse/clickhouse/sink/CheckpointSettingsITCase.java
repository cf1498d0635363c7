// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that checkpoint settings are refused with which exactly-once would lose or duplicate rows.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class CheckpointSettingsITCase {

    private static final String LAST = "execution.checkpointing.checkpoints-after-tasks-finish";
    private static final String REFUSED =
            """
            execution.checkpointing.checkpoints-after-tasks-finish,         false,         true
            execution.checkpointing.checkpoints-after-tasks-finish.enabled, false,         true
            execution.checkpointing.mode,                                   AT_LEAST_ONCE, EXACTLY_ONCE
            """;

    private static final int ROWS = 5_000;

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    @ParameterizedTest
    @CsvSource(textBlock = REFUSED)
    void aStreamIsRefused(String option, String value, String right) throws Exception {
        StreamExecutionEnvironment env = checkpointed();
        env.configure(setting(option, value));
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("Exactly-once delivery to `%s`.`events`", db.name())
                .hasMessageContaining("'" + currentName(option) + "' = '" + value + "'")
                .hasMessageContaining("to '" + right + "'");
        assertThat(jobs.rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource(textBlock = REFUSED)
    void aStatementIsRefused(String option, String value, String right) {
        TableEnvironment env = sql("STREAMING");
        env.getConfig().set(option, value);
        String insert = "INSERT INTO target SELECT id, 'n' FROM numbers";

        assertThatThrownBy(() -> env.explainSql(insert))
                .hasStackTraceContaining("'" + currentName(option) + "' = '" + value + "'")
                .hasStackTraceContaining("to '" + right + "'");
        assertThatThrownBy(() -> env.executeSql(insert))
                .hasStackTraceContaining("'" + currentName(option) + "' = '" + value + "'");
    }

    @ParameterizedTest
    @CsvSource(textBlock = REFUSED)
    void aBatchNeedsNoCheckpoints(String option, String value) throws Exception {
        TableEnvironment env = sql("BATCH");
        env.getConfig().set(option, value);
        env.executeSql("INSERT INTO target SELECT id, 'n' FROM numbers").await();

        jobs.assertOnce(100);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        StreamExecutionEnvironment env = checkpointed();
        env.getCheckpointConfig().setCheckpointingConsistencyMode(CheckpointingMode.AT_LEAST_ONCE);
        env.configure(setting(LAST, "false"));
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("'execution.checkpointing.mode' = 'AT_LEAST_ONCE'")
                .hasMessageContaining("'" + LAST + "' = 'false'");
    }

    @ParameterizedTest
    @CsvSource(textBlock = REFUSED)
    void aSettingThatFollowsTheSinkCounts(String option, String value) throws Exception {
        StreamExecutionEnvironment env = checkpointed();
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());
        env.configure(setting(option, value));

        assertThatThrownBy(env::execute)
                .hasMessageContaining("'" + currentName(option) + "' = '" + value + "'");
        assertThat(jobs.rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource(textBlock = REFUSED)
    void oneSinkOfASetIsEnoughToRefuseIt(String option, String value) {
        TableEnvironment env = sql("STREAMING");
        env.executeSql("CREATE TABLE nowhere (id BIGINT) WITH ('connector' = 'blackhole')");
        env.getConfig().set(option, value);
        StatementSet both = env.createStatementSet();
        both.addInsertSql("INSERT INTO nowhere SELECT id FROM numbers");
        both.addInsertSql("INSERT INTO target SELECT id, 'n' FROM numbers");

        assertThatThrownBy(both::execute)
                .hasStackTraceContaining("'" + currentName(option) + "' = '" + value + "'");
        assertThat(jobs.rows()).isZero();
    }

    /** Flink takes no checkpoints at this interval, and the job would never end. */
    @Test
    void theLongestIntervalIsRefused() {
        StreamExecutionEnvironment env = checkpointed();
        env.configure(setting("execution.checkpointing.interval", Long.MAX_VALUE + " ms"));
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("needs checkpoints")
                .hasMessageContaining("'execution.checkpointing.interval'");
        assertThat(jobs.rows()).isZero();
    }

    /** The pipe that has no end makes a stream of both. */
    @Test
    void aBoundedPipeBesideAnEndlessOneIsAStreamAndNeedsCheckpoints() {
        StreamExecutionEnvironment env = beside(ExactlyOnceJobs.environment(1, "none"));

        assertThatThrownBy(env::execute).hasMessageContaining("needs checkpoints");
    }

    @Test
    void aBoundedPipeBesideAnEndlessOneDeliversAtCheckpoints() throws Exception {
        StreamExecutionEnvironment env = beside(checkpointed());
        env.executeAsync();

        Await.until("all rows", Duration.ofSeconds(60), () -> jobs.rows() == ROWS);
        jobs.assertOnce(ROWS);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTOMATIC", "BATCH"})
    void theSameSettingsServeABoundedJobInBatchMode(RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = checkpointed();
        env.setRuntimeMode(mode);
        env.configure(setting(LAST, "false"));
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());
        env.execute();

        jobs.assertOnce(ROWS);
    }

    private StreamExecutionEnvironment beside(StreamExecutionEnvironment env) {
        env.setRuntimeMode(RuntimeExecutionMode.AUTOMATIC);
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());
        env.fromSource(new Endless(), WatermarkStrategy.noWatermarks(), "endless")
                .map(new ExactlyOnceJobs.Slowly())
                .sinkTo(new DiscardingSink<>());
        return env;
    }

    private static StreamExecutionEnvironment checkpointed() {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        env.enableCheckpointing(100);
        return env;
    }

    private TableEnvironment sql(String mode) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("execution.runtime-mode", mode);
        configuration.setString("execution.checkpointing.interval", "100 ms");
        configuration.setString("restart-strategy.type", "none");
        TableEnvironment env = TableEnvironment.create(configuration);
        env.executeSql(
                "CREATE TABLE numbers (id BIGINT NOT NULL) WITH ('connector' = 'datagen',"
                        + " 'fields.id.kind' = 'sequence', 'fields.id.start' = '1',"
                        + " 'fields.id.end' = '100', 'number-of-rows' = '100')");
        env.executeSql(
                "CREATE TABLE target (id BIGINT NOT NULL, name STRING NOT NULL) WITH ('connector' ="
                        + " 'clickhouse', 'url' = '%s', 'username' = '%s', 'password' = '%s',"
                                .formatted(db.url(), db.username(), db.password())
                        + " 'database-name' = '%s', 'table-name' = 'events', 'sink.semantic' ="
                                .formatted(db.name())
                        + " 'exactly-once', 'sink.exactly-once.spool-path' = '%s')"
                                .formatted(directory.resolve("spool").toUri()));
        return env;
    }

    private static Configuration setting(String option, String value) {
        Configuration configuration = new Configuration();
        configuration.setString(option, value);
        return configuration;
    }

    /** Messages use the name that the option has today. */
    private static String currentName(String option) {
        return option.replace("finish.enabled", "finish");
    }

    /** Says of itself that it has no end. */
    private static final class Endless extends NumberSequenceSource {

        private static final long serialVersionUID = 1L;

        Endless() {
            super(1, ExactlyOnceJobs.ENDLESS);
        }

        @Override
        public Boundedness getBoundedness() {
            return Boundedness.CONTINUOUS_UNBOUNDED;
        }
    }
}
