// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Exactly-once jobs without a checkpoint interval, whose checkpoints are triggered from outside.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class OutsideCheckpointsITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 5_000;

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    @Test
    void eachSendsWhatIsBeforeIt() throws Exception {
        JobClient job = start(jobs.sink(), null);
        awaitSealed();
        assertThat(jobs.rows()).isZero();

        MiniFlink.checkpoint(job.getJobID());
        Await.until("the rows of a checkpoint", PATIENCE, () -> jobs.rows() > 0);
        String savepoint = jobs.stop(job);
        jobs.assertNoneTwiceNoneMissing(1);

        long before = jobs.rows();
        JobClient next = start(jobs.sink(), savepoint);
        awaitSealed();
        jobs.stop(next);

        assertThat(jobs.rows()).isGreaterThan(before);
        jobs.assertNoneTwiceNoneMissing(1);
    }

    /** Flink commits nothing for a savepoint that the job goes on after. */
    @Test
    void aSavepointThatTheJobGoesOnAfterSendsNothing() throws Exception {
        JobClient job = start(jobs.sink(), null);
        awaitSealed();
        job.triggerSavepoint(jobs.savepoints(), SavepointFormatType.CANONICAL).join();
        job.triggerSavepoint(jobs.savepoints(), SavepointFormatType.CANONICAL).join();
        assertThat(jobs.rows()).isZero();

        jobs.stop(job);
        jobs.assertNoneTwiceNoneMissing(1);
    }

    /** The savepoint is the first checkpoint of this job, so that no other commit fails before. */
    @Test
    void aCommitThatFailsWhileStoppingIsMadeUpForByTheNextStart() throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            JobClient job = start(jobs.impatientSink(proxy.url()), null);
            awaitSealed();
            proxy.always(new Fault.CutAfterAnswer());
            assertThatThrownBy(() -> jobs.stop(job)).isNotNull();
        }
        jobs.runAndStop(2, DeliveryGuarantee.EXACTLY_ONCE, savepoint());

        jobs.assertNoneTwiceNoneMissing(1);
    }

    private String savepoint() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("savepoints"))) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(file -> file.getParent().toUri().toString())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aBoundedJobIsCompleteAtItsEnd() throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(2, "none");
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().requireCheckpointing(false).build());
        env.execute();

        jobs.assertOnce(ROWS);
    }

    @Test
    void aStatementMayDoWithoutAnInterval() throws Exception {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", "none");
        TableEnvironment env = TableEnvironment.create(configuration);
        env.executeSql(
                ("CREATE TABLE target (id BIGINT NOT NULL, name STRING NOT NULL) WITH ('connector' ="
                                + " 'clickhouse', 'url' = '%s', 'username' = '%s', 'password' = '%s',"
                                + " 'database-name' = '%s', 'table-name' = 'events', 'sink.semantic'"
                                + " = 'exactly-once', 'sink.exactly-once.spool-path' = '%s',"
                                + " 'sink.exactly-once.require-checkpointing' = 'false')")
                        .formatted(
                                db.url(),
                                db.username(),
                                db.password(),
                                db.name(),
                                directory.resolve("spool").toUri()));
        env.executeSql("INSERT INTO target VALUES (1, 'a'), (2, 'b')").await();

        jobs.assertOnce(2);
    }

    @ParameterizedTest
    @CsvSource({
        "execution.checkpointing.mode,                           AT_LEAST_ONCE, EXACTLY_ONCE",
        "execution.checkpointing.checkpoints-after-tasks-finish, false,         true"
    })
    void otherSettingsAreStillRefused(String option, String value, String right) {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        Configuration setting = new Configuration();
        setting.setString(option, value);
        env.configure(setting);
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().requireCheckpointing(false).build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("'" + option + "' = '" + value + "'")
                .hasMessageContaining("to '" + right + "'");
        assertThat(jobs.rows()).isZero();
    }

    private JobClient start(ClickHouseSinkBuilder<Long> sink, String savepoint) throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none", savepoint);
        env.setMaxParallelism(16);
        env.fromSequence(1, ExactlyOnceJobs.ENDLESS)
                .uid("source")
                .map(new ExactlyOnceJobs.Slowly())
                .uid("slowly")
                .sinkTo(
                        sink.rows(
                                        RowMapping.fields(
                                                List.of("id", "name"),
                                                OutsideCheckpointsITCase::incompressible))
                                .requireCheckpointing(false)
                                .maxRows(100)
                                .build())
                .uid("sink");
        return env.executeAsync();
    }

    /**
     * A row that is too large to be kept in Flink's state, so that its block is seen in the spool.
     */
    private static Object[] incompressible(long id) {
        byte[] name = new byte[1000];
        new Random(id).nextBytes(name);
        return new Object[] {id, Base64.getEncoder().encodeToString(name)};
    }

    private void awaitSealed() {
        Await.until("sealed blocks", PATIENCE, () -> !jobs.sealedFiles().isEmpty());
    }
}
