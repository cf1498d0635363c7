// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the sink in jobs on a cluster in this JVM. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class ClickHouseSinkJobITCase {

    private static final int ROWS = 200_000;

    private Events events;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        this.events = new Events(db);
    }

    @ParameterizedTest
    @CsvSource({
        "STREAMING, AT_LEAST_ONCE",
        "STREAMING, NONE",
        "BATCH, AT_LEAST_ONCE",
        "BATCH, NONE"
    })
    void aBoundedJobDeliversAll(RuntimeExecutionMode mode, DeliveryGuarantee guarantee)
            throws Exception {
        StreamExecutionEnvironment env = environment();
        env.setRuntimeMode(mode);
        env.enableCheckpointing(200);
        env.fromSequence(1, ROWS)
                .sinkTo(sink(db.url()).deliveryGuarantee(guarantee).maxRows(7000).build());
        env.execute();
        assertThat(events.rows()).isEqualTo(ROWS);
        assertThat(events.distinctRows()).isEqualTo(ROWS);
    }

    @Test
    void aJobThatFailsAndStartsAgainLosesNothing() throws Exception {
        StreamExecutionEnvironment env = environment("fixed-delay");
        env.enableCheckpointing(100);
        FailsOnce.failed.set(false);
        env.fromSequence(1, 3_000_000)
                .map(new FailsOnce())
                .sinkTo(sink(db.url()).maxRows(50_000).build());
        env.execute();
        assertThat(FailsOnce.failed).isTrue();
        assertThat(events.distinctRows()).isEqualTo(3_000_000);
    }

    @Test
    void errorsThatPassLoseNothing() throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.next(1, Fault.PASS)
                    .next(2, new Fault.CutBefore())
                    .next(1, new Fault.CutMidway())
                    .next(
                            2,
                            new Fault.Answer(500, 252, "Code: 252. DB::Exception: Too many parts."))
                    .next(1, new Fault.Answer(503, 0, "Service unavailable"));
            StreamExecutionEnvironment env = environment();
            env.enableCheckpointing(200);
            env.fromSequence(1, ROWS).sinkTo(sink(proxy.url()).maxRows(10_000).build());
            env.execute();
        }
        assertThat(events.distinctRows()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @CsvSource({"NONE", "AT_LEAST_ONCE"})
    void aServerThatAlwaysFailsFailsTheJob(DeliveryGuarantee guarantee) throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.always(new Fault.Answer(500, 252, "Code: 252. DB::Exception: Too many parts."));
            StreamExecutionEnvironment env = environment();
            env.enableCheckpointing(100);
            env.fromSequence(1, Long.MAX_VALUE)
                    .sinkTo(
                            sink(proxy.url())
                                    .deliveryGuarantee(guarantee)
                                    .maxRows(1000)
                                    .retry(
                                            Duration.ofMillis(500),
                                            Duration.ofMillis(50),
                                            Duration.ofMillis(100))
                                    .build());
            assertThatThrownBy(env::execute)
                    .hasStackTraceContaining("Too many parts")
                    .hasStackTraceContaining("`events`");
        }
    }

    @Test
    void aTableThatIsNotThereFailsTheJobWithItsName() throws Exception {
        StreamExecutionEnvironment env = environment();
        env.fromSequence(1, 10).sinkTo(sink(db.url()).table(db.name(), "nowhere").build());
        assertThatThrownBy(env::execute)
                .hasStackTraceContaining("`nowhere`")
                .hasStackTraceContaining("does not exist");
    }

    private ClickHouseSinkBuilder<Long> sink(String url) {
        return ClickHouseSink.<Long>builder()
                .url(url)
                .username(db.username())
                .password(db.password())
                .table(db.name(), "events")
                .retry(Duration.ofSeconds(60), Duration.ofMillis(10), Duration.ofMillis(100))
                .rows(RowMapping.fields(List.of("id", "name"), id -> new Object[] {id, "n" + id}));
    }

    private static StreamExecutionEnvironment environment() {
        return environment("none");
    }

    private static StreamExecutionEnvironment environment(String restart) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", restart);
        configuration.setString("restart-strategy.fixed-delay.attempts", "3");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("parallelism.default", "2");
        return new StreamExecutionEnvironment(configuration);
    }

    /** Fails once, some rows after a checkpoint. */
    private static final class FailsOnce implements MapFunction<Long, Long>, CheckpointListener {

        private static final long serialVersionUID = 1L;

        static final AtomicBoolean failed = new AtomicBoolean();

        private int rowsSinceCheckpoint = -1;

        @Override
        public Long map(Long id) {
            if (rowsSinceCheckpoint >= 0
                    && ++rowsSinceCheckpoint > 1000
                    && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("The failure that this test wants");
            }
            return id;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            rowsSinceCheckpoint = Math.max(0, rowsSinceCheckpoint);
        }
    }
}
