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

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the comparison of a chaos run detects the errors that the protocol prevents. */
@ExtendWith(ShowLogs.class)
class SabotageE2ECase {

    private static final Duration SOON = Duration.ofSeconds(90);

    private static Pipe pipe;

    @BeforeAll
    static void start() {
        pipe = new Pipe();
    }

    @AfterAll
    static void stop() {
        pipe.close();
    }

    @Test
    void lostBlocksAndTokensThatChangeAreReported() {
        Tables tables = Tables.create(pipe.clickHouse(), false);
        try (KafkaTopic topic = pipe.createTopic();
                Producer producer = new Producer(topic, 1).start()) {
            pipe.submit(1);
            pipe.hitInserts(2, new Fault.Swallow());
            pipe.hitInserts(2, new Fault.OtherToken(new Fault.CutAfterAnswer()));
            pipe.hitInserts(1, new Fault.OtherToken(Fault.PASS));
            long rows = producer.stop();
            Await.until("the last row", SOON, () -> tables.highest(Tables.TARGET) == rows - 1);
            pipe.awaitProgress();
            pipe.stop();

            for (String table : new String[] {Tables.TARGET, Tables.VIEW}) {
                Comparison found = tables.compare(table, rows);
                assertThat(found.lost()).as("lost in " + table).isPositive();
                assertThat(found.duplicated()).as("duplicated in " + table).isPositive();
                assertThat(found.isExact()).isFalse();
            }
        }
    }
}
