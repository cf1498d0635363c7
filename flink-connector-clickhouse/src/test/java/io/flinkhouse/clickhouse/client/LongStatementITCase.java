// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests statements that are too long for an address, and the data directly after them. */
@ExtendWith(ClickHouseExtension.class)
class LongStatementITCase {

    private ClickHouseDatabase db;
    private ClickHouseClient client;

    @BeforeEach
    void connect(ClickHouseDatabase db) {
        this.db = db;
        this.client = new ClickHouseClient(db.connection(), 1);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 2_000, 10_000})
    void aWideTableIsWritten(int columns) throws Exception {
        client.execute(
                "CREATE TABLE wide ("
                        + names(columns, " UInt8")
                        + ") ENGINE = MergeTree ORDER BY tuple()");
        String row = "1" + "\t1".repeat(columns - 1) + "\n";
        for (boolean compressed : new boolean[] {true, false}) {
            byte[] text = row.getBytes(StandardCharsets.UTF_8);
            client.insert(
                    new InsertRequest(
                            "INSERT INTO wide (" + names(columns, "") + ") FORMAT TSV",
                            UUID.randomUUID().toString(),
                            Map.of(),
                            new Bytes(compressed ? FrameWriter.plain(text) : text),
                            compressed));
        }
        assertThat(db.query("SELECT sum(" + name(columns - 1) + ") FROM wide"))
                .containsExactly(List.of("2"));
    }

    @Test
    void aQueryMayBeLong() throws Exception {
        String numbers =
                IntStream.range(0, 60_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" + 0, ", "", " + 0"));
        String sql = "SELECT count() FROM numbers(5) WHERE number IN (" + numbers + ")";
        // The server takes long to prepare such a query for its log.
        assertThat(client.query(sql, Map.of("log_queries", "0")).get(0)).containsExactly("5");
    }

    /** Nothing of the data is taken for a part of the statement. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\\n\\na\\n'      | '\\n\\na\\n'",
                "' a'             | ' a'",
                "'; DROP TABLE t' | '; DROP TABLE t'",
                "'SETTINGS x = 1' | 'SETTINGS x = 1'",
                "'-- a'           | '-- a'",
                "'\\r\\na'         | '\\r\\na'"
            })
    void theDataBeginsBehindTheStatement(String data, String stored) throws Exception {
        client.execute("CREATE TABLE t (s String) ENGINE = Memory");
        byte[] bytes = data.translateEscapes().getBytes(StandardCharsets.UTF_8);
        for (boolean compressed : new boolean[] {true, false}) {
            client.insert(
                    new InsertRequest(
                            "INSERT INTO t FORMAT RawBLOB",
                            UUID.randomUUID().toString(),
                            Map.of(),
                            new Bytes(compressed ? FrameWriter.plain(bytes) : bytes),
                            compressed));
        }
        assertThat(client.query("SELECT s FROM t"))
                .containsExactly(
                        List.of(stored.translateEscapes()), List.of(stored.translateEscapes()));
    }

    private static String names(int columns, String type) {
        return IntStream.range(0, columns)
                .mapToObj(i -> name(i) + type)
                .collect(Collectors.joining(", "));
    }

    private static String name(int column) {
        return "metric_of_the_pivot_table_number_" + column;
    }
}
