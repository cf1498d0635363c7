// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the comparison of a chaos run detects the errors that the protocol prevents. */
@ExtendWith(ShowLogs.class)
class SabotageE2ECase {

    private static final Duration SOON = Duration.ofSeconds(90);

    private static Shape shape;
    private static Pipe pipe;

    /** Only the window keeps rows from coming twice, and only by the token. */
    private static final class WithoutFence extends FenceAndWindow {
        @Override
        String fence() {
            return "";
        }
    }

    @BeforeAll
    static void start() {
        shape = new WithoutFence();
        pipe = new Pipe(shape);
    }

    @AfterAll
    static void stop() {
        pipe.close();
    }

    @Test
    void lostBlocksAndTokensThatChangeAreReported() {
        shape.create(pipe.clickHouse());
        IdCounts counts = new IdCounts(pipe.clickHouse().url());
        try (KafkaTopic topic = pipe.createTopic();
                Producer producer = new Producer(topic, shape, 1).start()) {
            pipe.jobs().submit(1);
            pipe.hitInserts(2, new Fault.Swallow());
            pipe.hitInserts(2, new Fault.OtherToken(new Fault.CutAfterAnswer()));
            pipe.hitInserts(1, new Fault.OtherToken(Fault.PASS));
            long rows = producer.stop();
            Await.until("the last row", SOON, () -> counts.highest(Shape.TARGET) == rows - 1);
            pipe.awaitProgress();
            pipe.jobs().end();

            List<Comparison> tables = shape.compare(rows);
            assertThat(tables).hasSize(2);
            for (Comparison found : tables) {
                assertThat(found.lost()).as("lost in " + found.table()).isPositive();
                assertThat(found.duplicated()).as("duplicated in " + found.table()).isPositive();
                assertThat(found.isExact()).isFalse();
            }
        }
    }
}
