// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ClickHouseExtension.class)
class DeadLetterTableITCase {

    private ClickHouseDatabase db;
    private DeadLetterTable table;

    @BeforeEach
    void name(ClickHouseDatabase db) {
        this.db = db;
        this.table =
                new DeadLetterTable(
                        new TablePath(db.name(), "dead"), ExactlyOnceConfig.DEFAULT_FENCE_COLUMN);
    }

    @Test
    void isCreatedSuchThatLettersCanBeDeliveredExactlyOnce() throws Exception {
        try (ClickHouseClient client = client()) {
            assertThat(table.obstacle(table.reader(client))).isEmpty();
            table.prepare(table.reader(client));
            table.prepare(table.reader(client));
            assertThat(
                            GuaranteeCheck.check(
                                            table.reader(client),
                                            db.connection(),
                                            ExactlyOnceConfig.at("/nowhere"))
                                    .guarantee())
                    .hasToString("FENCE_AND_WINDOW");
        }
    }

    @Test
    void keepsEveryByte() throws Exception {
        byte[] message = {(byte) 0xff, 0, '\n', '\t'};
        byte[] key = {1};
        write(
                new DeadLetter(
                        1_767_225_600_123L,
                        DeadLetter.DeadLetterKind.BROKEN_MESSAGE,
                        "why",
                        new DeadLetter.Position("orders", 3, 12_345_678_901L),
                        key,
                        message),
                new DeadLetter(0, DeadLetter.DeadLetterKind.REJECTED_ROW, "", null, null, null));
        assertThat(
                        db.query(
                                "SELECT time, kind, topic, partition, offset, hex(key),"
                                        + " hex(raw_message), error FROM dead ORDER BY time DESC"))
                .containsExactly(
                        List.of(
                                "2026-01-01 00:00:00.123",
                                "broken-message",
                                "orders",
                                "3",
                                "12345678901",
                                "01",
                                "FF000A09",
                                "why"),
                        Arrays.asList(
                                "1970-01-01 00:00:00.000",
                                "rejected-row",
                                null,
                                null,
                                null,
                                null,
                                null,
                                ""));
    }

    @Test
    void mayHaveOtherTypesAndMoreColumns() throws Exception {
        db.execute(
                "CREATE TABLE dead (pipe String DEFAULT 'p', error String, raw_message"
                        + " Nullable(String), key Nullable(String), offset Nullable(Int64), partition"
                        + " Nullable(Int64), topic Nullable(String), kind String, time DateTime64(6))"
                        + " ENGINE = MergeTree ORDER BY time");
        byte[] message = "m".getBytes(StandardCharsets.UTF_8);
        write(
                new DeadLetter(
                        1,
                        DeadLetter.DeadLetterKind.BROKEN_KEY,
                        "e",
                        new DeadLetter.Position("t", 1, 2),
                        null,
                        message));
        assertThat(db.query("SELECT pipe, topic, partition, offset, raw_message FROM dead"))
                .containsExactly(List.of("p", "t", "1", "2", "m"));
    }

    @Test
    void saysWhatATableLacks() throws Exception {
        db.execute(
                "CREATE TABLE dead (time DateTime64(3), kind String, topic String, error String)"
                        + " ENGINE = MergeTree ORDER BY time");
        try (ClickHouseClient client = client()) {
            assertThatThrownBy(() -> table.prepare(table.reader(client)))
                    .isInstanceOf(ClickHouseException.class)
                    .hasMessageContaining("there is no column 'raw_message' Nullable(String)")
                    .hasMessageContaining("column 'topic'")
                    .hasMessageContaining(table.ddl());
            assertThat(table.obstacle(table.reader(client)))
                    .hasValueSatisfying(text -> assertThat(text).contains(table.ddl()));
        }
    }

    private ClickHouseClient client() {
        return new ClickHouseClient(db.connection(), 1);
    }

    private void write(DeadLetter... letters) throws IOException {
        try (ClickHouseClient client = client()) {
            List<ColumnSpec> columns = table.prepare(table.reader(client));
            DeadLetterBatch batch = new DeadLetterBatch(columns, new TablePath("shop", "orders"));
            for (DeadLetter letter : letters) {
                batch.add(letter);
            }
            EncodedBlock block = batch.seal();
            assertThat(batch.isEmpty()).isTrue();
            String statement =
                    InsertStatement.nativeInto(
                            table.path(), columns.stream().map(ColumnSpec::name).toList());
            client.insert(new InsertRequest(statement, "q", Map.of(), new Bytes(block), true));
        }
    }

    private record Bytes(EncodedBlock block) implements Payload {
        @Override
        public long length() {
            return block.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            block.writeTo(out);
        }
    }
}
