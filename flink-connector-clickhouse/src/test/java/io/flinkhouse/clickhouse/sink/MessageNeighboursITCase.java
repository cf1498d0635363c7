// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.sink.MessageSamples.Samples;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a message has the same result at every position of an INSERT, and that its valid
 * neighbours are stored unchanged.
 */
@ExtendWith(ClickHouseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class MessageNeighboursITCase {

    static final List<Samples> FORMATS = MessageSamples.ALL;

    private ClickHouseDatabase db;

    @BeforeAll
    void keepDatabase(ClickHouseDatabase database) {
        db = database;
    }

    @AfterAll
    void dropTable() {
        db.execute("DROP TABLE IF EXISTS t");
    }

    @Test
    void everyFormatHasSamples() {
        assertThat(FORMATS.stream().map(Samples::format).collect(Collectors.toSet()))
                .containsAll(MessageFormat.names());
    }

    @ParameterizedTest
    @FieldSource("FORMATS")
    void aMessageEndsTheSameWayWhereverItStands(Samples samples) throws Exception {
        db.execute("DROP TABLE IF EXISTS t");
        db.execute("CREATE TABLE t (" + samples.columns() + ") ENGINE = Memory");
        try (MessageBench bench = new MessageBench(db, samples)) {
            List<String> good = bench.rows(samples.good());
            assertThat(good).hasSize(1);
            SoftAssertions softly = new SoftAssertions();
            for (byte[] odd : samples.odd()) {
                check(bench, odd, samples.good(), good, softly);
            }
            softly.assertAll();
        }
    }

    private static void check(
            MessageBench bench,
            byte[] odd,
            byte[] good,
            List<String> goodRow,
            SoftAssertions softly)
            throws Exception {
        String name = MessageSamples.shown(odd);
        List<String> alone = bench.end(odd);
        softly.assertThat(alone).as(name).isNotEmpty();
        List<String> rows = alone.equals(MessageBench.REJECTED) ? List.of() : alone;
        softly.assertThat(bench.rows(odd, good))
                .as(name + " first")
                .isEqualTo(concat(rows, goodRow));
        softly.assertThat(bench.rows(good, odd, good))
                .as(name + " in the middle")
                .isEqualTo(concat(goodRow, rows, goodRow));
        softly.assertThat(bench.rows(good, odd))
                .as(name + " last")
                .isEqualTo(concat(goodRow, rows));
    }

    @SafeVarargs
    private static List<String> concat(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
