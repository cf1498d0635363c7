// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder.Form;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.sink.MessageSamples.Samples;
import io.flinkhouse.clickhouse.sink.write.BatchSender;
import io.flinkhouse.clickhouse.sink.write.SealedBatch;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.data.GenericRowData;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.time.Duration;
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

    private static final RetryConfig RETRY =
            new RetryConfig(Duration.ofSeconds(2), Duration.ofMillis(50), Duration.ofMillis(200));
    private static final List<String> REJECTED = List.of("rejected");

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
        try (Bench bench = new Bench(samples)) {
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
            Bench bench, byte[] odd, byte[] good, List<String> goodRow, SoftAssertions softly)
            throws Exception {
        String name = MessageSamples.shown(odd);
        List<String> alone = bench.end(odd);
        softly.assertThat(alone).as(name).isNotEmpty();
        List<String> rows = alone.equals(REJECTED) ? List.of() : alone;
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

    /** Sends messages in one insert, as a writer does that skips what is rejected. */
    private final class Bench implements AutoCloseable {

        private final PassThroughInsert content;
        private final BatchSender sender;

        Bench(Samples samples) throws Exception {
            this.content =
                    new PassThroughInsert(
                            MessageFormat.of(samples.format()).with(samples.settings()),
                            Form.BYTES);
            TablePath table = new TablePath(db.name(), "t");
            ClickHouseClient client =
                    new ClickHouseClient(db.connection().withSettings(samples.settings()), 1);
            this.sender =
                    new BatchSender(
                            client,
                            table,
                            content.statement(table, List.of()),
                            InsertSettings.of(client, InsertProfile.STREAMING),
                            BisectingHandler.skipping(RETRY),
                            RETRY);
        }

        @Override
        public void close() {
            sender.close();
        }

        /** The rows of one message, or that it was rejected. */
        List<String> end(byte[] message) throws Exception {
            BlockBuilder block = content.open(List.of());
            return append(block, message) && send(block) == 0 ? stored() : REJECTED;
        }

        List<String> rows(byte[]... messages) throws Exception {
            BlockBuilder block = content.open(List.of());
            for (byte[] message : messages) {
                append(block, message);
            }
            send(block);
            return stored();
        }

        private boolean append(BlockBuilder block, byte[] message) {
            try {
                block.append(GenericRowData.of((Object) message));
                return true;
            } catch (BadValueException e) {
                return false;
            }
        }

        private int send(BlockBuilder block) throws IOException, InterruptedException {
            if (block.rows() == 0) {
                return 0;
            }
            return sender.send(SealedBatch.of(List.of(), block.seal()), () -> {});
        }

        private List<String> stored() {
            List<String> rows = db.query("SELECT * FROM t").stream().map(List::toString).toList();
            db.execute("TRUNCATE TABLE t");
            return rows;
        }
    }
}
