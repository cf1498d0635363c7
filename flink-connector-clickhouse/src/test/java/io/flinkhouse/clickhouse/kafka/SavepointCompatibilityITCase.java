// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Changes of a table, a statement or a job between a savepoint and the start from it. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class SavepointCompatibilityITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALL = "INSERT INTO pipe SELECT id, name FROM pipe";

    private final Topic topic = Topic.create(1);

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private int sent;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String), _flink_block UInt64 MATERIALIZED 0)"
                        + " ENGINE = MergeTree ORDER BY id");
    }

    @Test
    void optionsOfTheTableMayChange() throws Exception {
        goesOn(
                pipe ->
                        pipe.with("sink.flush.max-rows", "7")
                                .with("sink.flush.interval", "50 ms")
                                .with("sink.in-flight", "1")
                                .with("sink.retry.timeout", "1 min")
                                .with("sink.exactly-once.in-doubt", "resend")
                                .with("sink.exactly-once.retention", "1 d")
                                .with("sink.exactly-once.fence-column", "_flink_block")
                                .with("sink.error-mode", "skip")
                                .with("sink.validate", "false")
                                .with("settings.max_threads", "1")
                                .with("client.socket_timeout", "1 min")
                                .with("scan.error-mode", "skip")
                                .with("scan.error-tolerance", "5")
                                .with("scan.watermark.idle-timeout", "1 min"),
                ALL);
    }

    @Test
    void theSpoolMayMove() throws Exception {
        goesOn(
                pipe ->
                        pipe.with(
                                "sink.exactly-once.spool-path",
                                directory.resolve("other").toUri().toString()),
                ALL);
    }

    @Test
    void rejectedRowsMayBecomeDeadLetters() throws Exception {
        goesOn(
                pipe ->
                        pipe.with("sink.error-mode", "dead-letter")
                                .with("sink.dead-letter.table", "dead"),
                ALL);
    }

    @Test
    void skippedMessagesMayBecomeDeadLetters() throws Exception {
        String savepoint = runAndStop(pipe().with("scan.error-mode", "skip"), ALL);
        runAndStop(
                from(savepoint)
                        .with("scan.error-mode", "dead-letter")
                        .with("sink.dead-letter.table", "dead"),
                ALL);
    }

    @Test
    void settingsOfTheJobMayChange() throws Exception {
        goesOn(
                pipe ->
                        pipe.set("parallelism.default", "1")
                                .set("pipeline.name", "another")
                                .set("execution.checkpointing.interval", "70 ms")
                                .set("execution.checkpointing.unaligned.enabled", "true"),
                ALL);
    }

    /** Flink counts these uids in the JVM, so that only a compiled plan has the same again. */
    @Test
    void uidsThatThePlannerGivesAreEnough() throws Exception {
        runAndStop(
                pipe().set("table.exec.uid.generation", "ALWAYS")
                        .set("pipeline.auto-generate-uids", "false"),
                ALL);
    }

    /** The plan names the table, whose options come from its CREATE TABLE at each start. */
    @Test
    void aCompiledPlanGoesOnWithAnotherGuarantee() throws Exception {
        Path plan = directory.resolve("plan.json");
        pipe().set("table.plan.compile.catalog-objects", "IDENTIFIER")
                .environment()
                .compilePlanSql(ALL)
                .writeToFile(plan);
        theGuaranteeChangesTwice(
                pipe -> pipe.set("pipeline.auto-generate-uids", "false"),
                "EXECUTE PLAN '" + plan + "'");
    }

    /** After a stop with a savepoint all blocks are in the table, so none is lost. */
    @Test
    void afterAStopTheStateOfTheSinkMayBeLeftBehind() throws Exception {
        String atLeastOnce =
                theGuaranteeChangesTwice(
                        pipe -> pipe.set("execution.state-recovery.ignore-unclaimed-state", "true"),
                        ALL);

        assertThatThrownBy(() -> runAndStop(from(atLeastOnce), ALL))
                .hasStackTraceContaining("--allowNonRestoredState");
    }

    /** Returns the savepoint of the job between, whose guarantee is at-least-once. */
    private String theGuaranteeChangesTwice(UnaryOperator<Pipe> settings, String insert)
            throws Exception {
        String first = runAndStop(settings.apply(pipe()), insert);
        String second =
                runAndStop(
                        settings.apply(from(first).with("sink.semantic", "at-least-once")), insert);
        assertThat(db.query("SELECT DISTINCT _flink_block > 0 AS fenced FROM t ORDER BY fenced"))
                .as("rows of both guarantees")
                .containsExactly(List.of("0"), List.of("1"));
        runAndStop(settings.apply(from(second)), insert);
        return second;
    }

    /** With Flink's Kafka source alone all rows come, and the job runs on. */
    @Test
    void aBoundedJobThatStartsFromASavepointFinishes() throws Exception {
        String savepoint = runAndStop(endsAfter20(pipe()), ALL);
        sendTen();

        endsAfter20(from(savepoint))
                .environment()
                .executeSql(ALL)
                .await(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(rows()).isEqualTo(20);
    }

    private static Pipe endsAfter20(Pipe pipe) {
        return pipe.with("scan.bounded.mode", "specific-offsets")
                .with("scan.bounded.specific-offsets", "partition:0,offset:20");
    }

    @ParameterizedTest
    @CsvSource({"sink.semantic, at-least-once", "sink.parallelism, 1"})
    void anOptionThatChangesThePlanNeedsANewStart(String option, String value) throws Exception {
        isRefused(pipe -> pipe.with(option, value), ALL);
    }

    @Test
    void aSettingThatCutsChainsNeedsANewStart() throws Exception {
        isRefused(pipe -> pipe.set("pipeline.operator-chaining.enabled", "false"), ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO pipe SELECT id, UPPER(name) FROM pipe",
                "INSERT INTO pipe SELECT id, name FROM pipe WHERE id > 0",
                "INSERT INTO pipe (id) SELECT id FROM pipe"
            })
    void anotherQueryNeedsANewStart(String insert) throws Exception {
        isRefused(pipe -> pipe, insert);
    }

    private void goesOn(UnaryOperator<Pipe> change, String insert) throws Exception {
        String savepoint = runAndStop(pipe(), ALL);
        runAndStop(change.apply(from(savepoint)), insert);
    }

    private void isRefused(UnaryOperator<Pipe> change, String insert) throws Exception {
        String savepoint = runAndStop(pipe(), ALL);

        assertThatThrownBy(() -> runAndStop(change.apply(from(savepoint)), insert))
                .hasStackTraceContaining("--allowNonRestoredState");
    }

    /** Each run brings ten rows, and none of those before. */
    private String runAndStop(Pipe pipe, String insert) throws Exception {
        sendTen();
        JobClient job = pipe.environment().executeSql(insert).getJobClient().orElseThrow();
        Await.until("all rows", PATIENCE, () -> rows() >= sent || ended(job));
        String savepoint =
                job.stopWithSavepoint(
                                false,
                                directory.resolve("savepoints").toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(db.query("SELECT count(), uniqExact(id) FROM t"))
                .containsExactly(List.of("" + sent, "" + sent));
        return savepoint;
    }

    private void sendTen() {
        for (int i = 0; i < 10; i++) {
            topic.send("{\"id\": %d, \"name\": \"n\"}".formatted(++sent));
        }
    }

    private static boolean ended(JobClient job) {
        return job.getJobStatus().join().isGloballyTerminalState();
    }

    private long rows() {
        return Long.parseLong(db.query("SELECT count() FROM t").get(0).get(0));
    }

    private Pipe from(String savepoint) {
        return pipe().set("execution.state-recovery.path", savepoint);
    }

    private Pipe pipe() {
        return Pipe.of(db, topic, "id BIGINT NOT NULL, name STRING")
                .without("scan.bounded.mode")
                .with("sink.semantic", "exactly-once")
                .with(
                        "sink.exactly-once.spool-path",
                        directory.resolve("spool").toUri().toString());
    }
}
