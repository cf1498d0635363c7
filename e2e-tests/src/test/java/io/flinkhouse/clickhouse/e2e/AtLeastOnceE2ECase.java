// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests {@code sink.semantic = at-least-once} while processes die and servers refuse requests. */
@ExtendWith(ShowLogs.class)
class AtLeastOnceE2ECase {

    private static final int ROWS = 100_000;
    private static final String QUICK = "'sink.flush.interval' = '200ms'";
    private static final Fault OVERLOADED =
            new Fault.Answer(
                    500, 252, "Code: 252. DB::Exception: Too many parts. (TOO_MANY_PARTS)");

    private static TestBed bed;

    @BeforeAll
    static void start() {
        bed =
                TestBed.start(
                        FlinkOptions.DEFAULT
                                .withTaskManagers(1, 2)
                                .with("execution.checkpointing.interval", "500ms"));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void completesNoCheckpointBeforeTheServerHasItsRowsSoThatADeathLosesNone() {
        try (KafkaTopic topic = bed.create("tm_dies");
                FaultProxy proxy = FaultProxy.to(bed.clickHouse().httpPort())) {
            FlinkJob job = submit(bed.endless("tm_dies", proxy.url(), QUICK));
            TestBed.send(topic, 0, ROWS / 2);
            bed.awaitAll("tm_dies", ROWS / 2, job);
            proxy.always(new Fault.HoldRequest());
            TestBed.send(topic, ROWS / 2, ROWS);
            proxy.awaitHeld(1, TestBed.SOON);
            Await.until("a checkpoint", TestBed.SOON, () -> job.checkpointsInProgress() > 0);
            long last = job.completedCheckpoints() + 1; // One may be older than what is held.
            Await.never(
                    "a checkpoint completes while its rows are on their way",
                    Duration.ofSeconds(5),
                    () -> job.completedCheckpoints() > last);
            bed.flink().taskManager(0).kill();
            proxy.forget();
            bed.flink().taskManager(0).restart();
            job.awaitRestored(TestBed.SOON);
            bed.awaitAll("tm_dies", ROWS, job);
            job.cancel();
        }
    }

    @Test
    void losesNothingWhenClickHouseDies() {
        try (KafkaTopic topic = bed.create("server_dies")) {
            FlinkJob job = submit(bed.endless("server_dies", bed.clickHouse().url(), QUICK));
            TestBed.send(topic, 0, ROWS / 2);
            awaitRows("server_dies", 1);
            bed.clickHouse().kill();
            TestBed.send(topic, ROWS / 2, ROWS);
            bed.clickHouse().restart();
            bed.awaitAll("server_dies", ROWS, job);
            job.cancel();
        }
    }

    @Test
    void failsTheJobWhenTheServerRefusesForLongerThanTheRetryBudget() {
        try (KafkaTopic topic = bed.create("refused");
                FaultProxy proxy = FaultProxy.to(bed.clickHouse().httpPort())) {
            proxy.always(OVERLOADED);
            TestBed.send(topic, 0, 1_000);
            String sql =
                    "SET 'restart-strategy.type' = 'none';\n"
                            + bed.endless(
                                    "refused", proxy.url(), QUICK, "'sink.retry.timeout' = '3s'");
            String failure = submit(sql).awaitFailed(TestBed.SOON);
            assertThat(failure).contains("252").contains("refused");
            assertThat(proxy.hits()).isGreaterThan(2);
            assertThat(bed.count("refused")).isZero();
        }
    }

    @Test
    void countsOneRetryForOnePassingError() {
        try (KafkaTopic topic = bed.create("passing");
                FaultProxy proxy = FaultProxy.to(bed.clickHouse().httpPort())) {
            proxy.next(1, OVERLOADED);
            FlinkJob job = submit(bed.endless("passing", proxy.url(), QUICK));
            TestBed.send(topic, 0, ROWS);
            bed.awaitAll("passing", ROWS, job);
            Await.until("a metric", TestBed.SOON, () -> job.metric("insertRetries") > 0);
            assertThat(job.metric("insertRetries")).isEqualTo(1);
            assertThat(job.restarts()).isZero();
            assertThat(bed.count("passing")).isEqualTo(ROWS);
            job.cancel();
        }
    }

    private static FlinkJob submit(String sql) {
        FlinkJob job = bed.flink().submit(sql, ConnectorJar.withKafka());
        return job;
    }

    private static void awaitRows(String table, long rows) {
        Await.until("rows in " + table, TestBed.SOON, () -> bed.count(table) >= rows);
    }
}
