// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that jobs continue from savepoints of earlier versions of the connector, whatever its
 * classes are called.
 */
@Tag("smoke")
@ExtendWith(ShowLogs.class)
class SavepointFixtureE2ECase {

    private static final String THIS_LINE = FlinkOptions.DEFAULT.version();

    /** Flink reads savepoints of its earlier versions, not of later ones. */
    static Stream<String> savepoints() {
        return Stream.of("1.20.3", "2.2.0").filter(taken -> taken.compareTo(THIS_LINE) <= 0);
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void theirBlocksAndLettersArriveOnce(String taken) throws IOException {
        SavepointFixture fixture = new SavepointFixture(taken);
        fixture.unpack();
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                KafkaBroker kafka = KafkaBroker.start();
                KafkaTopic topic = KafkaTopic.create(kafka, SavepointFixture.TOPIC, 1);
                FlinkCluster flink = FlinkCluster.start(SavepointFixtureMain.options(THIS_LINE))) {
            SavepointFixture.createTables(clickHouse);
            SavepointFixture.send(topic, 0);
            TestBed bed = new TestBed(clickHouse, kafka, flink);
            FlinkJob job =
                    flink.submit(
                            "SET 'execution.state-recovery.path' = '%s';\n"
                                            .formatted(fixture.savepoint().toUri())
                                    + fixture.sql(clickHouse, kafka),
                            ConnectorJar.withKafka());
            Await.until(
                    "what the savepoint holds",
                    TestBed.SOON,
                    () -> counts(bed).equals("294 297 6"),
                    () -> "; there is " + counts(bed) + " " + job.failure());
            SavepointFixture.send(topic, SavepointFixture.MESSAGES);
            SavepointFixture.awaitRead(job, SavepointFixture.MESSAGES);
            job.stopWithSavepoint();

            assertThat(counts(bed)).isEqualTo("588 594 12");
            assertThatEachCameOnce(clickHouse);
        } finally {
            fixture.delete();
        }
    }

    private static void assertThatEachCameOnce(ClickHouseServer clickHouse) throws IOException {
        assertThat(
                        clickHouse.query(
                                "SELECT t, uniqExact(id), sum(id) FROM (SELECT 'numbers' AS t, id FROM"
                                        + " default.numbers UNION ALL SELECT 'texts', id FROM"
                                        + " default.texts) GROUP BY t ORDER BY t"))
                .containsExactly(
                        List.of("numbers", "588", "176094"), List.of("texts", "594", "177900"));
        assertThat(
                        clickHouse.query(
                                "SELECT kind, groupArray(offset) FROM (SELECT * FROM default.dead"
                                        + " ORDER BY offset) GROUP BY kind ORDER BY kind"))
                .containsExactly(
                        List.of("broken-message", "[50,150,250,350,450,550]"),
                        List.of("rejected-row", "[]"));
    }

    private static String counts(TestBed bed) {
        return "%d %d %d".formatted(bed.count("numbers"), bed.count("texts"), bed.count("dead"));
    }
}
