// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that keyed statements change only rows of exactly that key. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class KeyLiteralsITCase {

    private ClickHouseDatabase db;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
    }

    @Test
    void textsThatAreNotUtf8AreKeys() throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        db.execute(
                "CREATE TABLE t (k String, n Int64) ENGINE = MergeTree ORDER BY k SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        db.execute(
                "INSERT INTO t VALUES (unhex('E961'), 1), (unhex('FF61'), 2), (unhex('EFBFBD61'), 3),"
                        + " (unhex('610062'), 4), (unhex('8027005C'), 5)");
        env.executeSql(
                SqlTable.of(
                                db,
                                "k STRING NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED")
                        .ddl("t"));
        env.executeSql("UPDATE t SET n = n + 10 WHERE MOD(n, 2) = 1").await();
        assertThat(db.query("SELECT hex(k), n FROM t ORDER BY n"))
                .hasToString(
                        "[[FF61, 2], [610062, 4], [E961, 11], [EFBFBD61, 13], [8027005C, 15]]");
        env.executeSql("DELETE FROM t WHERE MOD(n, 2) = 1 AND MOD(n, 13) > 0").await();
        assertThat(db.query("SELECT hex(k), n FROM t ORDER BY n"))
                .hasToString("[[FF61, 2], [610062, 4], [EFBFBD61, 13]]");
    }

    static Stream<Arguments> valuesOfNoRow() {
        return Stream.of(
                Arguments.of(
                        "DateTime64(3)",
                        "'2026-01-01 00:00:00.123'",
                        "TIMESTAMP(6)",
                        Types.LOCAL_DATE_TIME,
                        LocalDateTime.parse("2026-01-01T00:00:00.1234")),
                Arguments.of(
                        "Decimal(9, 2)",
                        "1.55",
                        "DECIMAL(10, 3)",
                        Types.BIG_DEC,
                        new BigDecimal("1.555")),
                Arguments.of("Int8", "44", "INT", Types.INT, 300));
    }

    /** The server would cut them to the value of another row. */
    @ParameterizedTest
    @MethodSource("valuesOfNoRow")
    void aValueThatTheColumnCannotHoldIsNoKey(
            String stored, String row, String declared, TypeInformation<?> type, Object key) {
        db.execute("CREATE TABLE t (k " + stored + ", n Int64) ENGINE = MergeTree ORDER BY k");
        db.execute("INSERT INTO t VALUES (" + row + ", 1)");
        assertThatThrownBy(() -> write(declared, type, Row.ofKind(RowKind.DELETE, key, 1L)))
                .hasStackTraceContaining("Column 'k' " + stored.replace(")", ""))
                .hasStackTraceContaining(" cannot hold ");
        assertThat(db.query("SELECT n FROM t")).hasToString("[[1]]");
    }

    /** The server reads such names as values where it has taken the back-ticks away. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "False", "nan", "Infinity", "not"})
    void aKeyMayBeNamedLikeAValue(String name) throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        db.execute(
                "CREATE TABLE t (`"
                        + name
                        + "` Int64, n Int64) ENGINE = MergeTree ORDER BY tuple() SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        db.execute("INSERT INTO t VALUES (1, 1), (0, 2), (2, 3)");
        env.executeSql(
                SqlTable.of(
                                db,
                                "`"
                                        + name
                                        + "` BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (`"
                                        + name
                                        + "`) NOT ENFORCED")
                        .ddl("t"));
        env.executeSql("UPDATE t SET n = n + 10 WHERE MOD(n, 2) = 1").await();
        env.executeSql("DELETE FROM t WHERE MOD(n, 2) = 0").await();
        assertThat(db.query("SELECT * FROM t ORDER BY n")).hasToString("[[1, 11], [2, 13]]");
    }

    @Test
    void timesOfDayHaveSeconds() throws Exception {
        db.execute("CREATE TABLE t (k Time, n Int64) ENGINE = MergeTree ORDER BY k");
        db.execute("INSERT INTO t VALUES ('00:10:00', 1), ('10:00:00', 2)");
        write("TIME(0)", Types.LOCAL_TIME, Row.ofKind(RowKind.DELETE, LocalTime.of(10, 0), 2L));
        assertThat(db.query("SELECT n FROM t")).hasToString("[[1]]");
    }

    /** Clocks are set forward over the one and back over the other. */
    @Test
    void wallClocksAreThoseOfInserts() throws Exception {
        db.execute(
                "CREATE TABLE t (k DateTime64(3, 'Europe/Berlin'), n Int64) ENGINE = MergeTree ORDER BY"
                        + " k");
        LocalDateTime skipped = LocalDateTime.parse("2026-03-29T02:30:00");
        LocalDateTime twice = LocalDateTime.parse("2026-10-25T02:30:00.5");
        LocalDateTime old = LocalDateTime.parse("1950-01-01T00:00:00.25");
        write(
                "TIMESTAMP(3)",
                Types.LOCAL_DATE_TIME,
                Row.ofKind(RowKind.INSERT, skipped, 1L),
                Row.ofKind(RowKind.INSERT, twice, 2L),
                Row.ofKind(RowKind.INSERT, old, 3L),
                Row.ofKind(RowKind.INSERT, skipped.minusHours(1), 4L),
                Row.ofKind(RowKind.DELETE, skipped, 1L),
                Row.ofKind(RowKind.DELETE, twice, 2L),
                Row.ofKind(RowKind.DELETE, old, 3L));
        assertThat(db.query("SELECT n FROM t")).hasToString("[[4]]");
    }

    static Stream<Arguments> neighbours() {
        return Stream.concat(texts(), numbersAndTimes());
    }

    private static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("String", "STRING", Types.STRING, "a\\'\0", "a\\'"),
                Arguments.of("String", "STRING", Types.STRING, "a ", "a"),
                Arguments.of("FixedString(4)", "STRING", Types.STRING, "ab", "ab\u0001"),
                Arguments.of("Enum8('a' = 1, 'a ' = 2)", "STRING", Types.STRING, "a ", "a"),
                Arguments.of("IPv6", "STRING", Types.STRING, "::102:304", "::102:305"),
                Arguments.of(
                        "UUID",
                        "STRING",
                        Types.STRING,
                        "61f0c404-5cb3-11e7-907b-a6006ad3dba0",
                        "61f0c404-5cb3-11e7-907b-a6006ad3dba1"),
                Arguments.of(
                        "Int256",
                        "STRING",
                        Types.STRING,
                        "-" + "9".repeat(60),
                        "-" + "9".repeat(61)));
    }

    private static Stream<Arguments> numbersAndTimes() {
        return Stream.of(
                Arguments.of(
                        "Decimal(38, 10)",
                        "DECIMAL(38, 10)",
                        Types.BIG_DEC,
                        new BigDecimal("1234567890123456789012345678.0000000001"),
                        new BigDecimal("1234567890123456789012345678.0000000002")),
                Arguments.of("Bool", "BOOLEAN", Types.BOOLEAN, true, false),
                Arguments.of(
                        "Date32",
                        "DATE",
                        Types.LOCAL_DATE,
                        LocalDate.parse("1900-01-01"),
                        LocalDate.parse("2299-12-31")),
                Arguments.of(
                        "DateTime64(9)",
                        "TIMESTAMP_LTZ(9)",
                        Types.INSTANT,
                        Instant.parse("2262-04-11T23:47:16.854775806Z"),
                        Instant.parse("2262-04-11T23:47:16.854775807Z")),
                Arguments.of(
                        "DateTime64(9, 'Asia/Kathmandu')",
                        "TIMESTAMP(9)",
                        Types.LOCAL_DATE_TIME,
                        LocalDateTime.parse("1969-12-31T23:59:59.999999999"),
                        LocalDateTime.parse("1970-01-01T05:30:00.000000001")),
                Arguments.of("Float64", "DOUBLE", Types.DOUBLE, Double.NaN, Double.MAX_VALUE),
                Arguments.of(
                        "Float64",
                        "DOUBLE",
                        Types.DOUBLE,
                        Double.NEGATIVE_INFINITY,
                        Double.MIN_VALUE),
                Arguments.of("Float32", "FLOAT", Types.FLOAT, 0.1f, Math.nextUp(0.1f)));
    }

    @ParameterizedTest
    @MethodSource("neighbours")
    void onlyTheRowOfTheKeyGoes(
            String stored, String declared, TypeInformation<?> type, Object key, Object kept)
            throws Exception {
        db.execute(
                "CREATE TABLE t (k " + stored + ", n Int64) ENGINE = MergeTree ORDER BY tuple()");
        write(
                declared,
                type,
                Row.ofKind(RowKind.INSERT, key, 1L),
                Row.ofKind(RowKind.INSERT, kept, 2L),
                Row.ofKind(RowKind.DELETE, key, 1L));
        assertThat(db.query("SELECT n FROM t")).hasToString("[[2]]");
    }

    @Test
    void binaryFractionsAreKeysToTheLastBit() throws Exception {
        db.execute("CREATE TABLE t (k Float64, n Int64) ENGINE = MergeTree ORDER BY k");
        Random random = new Random(7);
        List<Row> changes = new ArrayList<>();
        List<Row> deletes = new ArrayList<>();
        for (long n = 0; n < 300; n++) {
            double key = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            changes.add(Row.ofKind(RowKind.INSERT, key, n));
            changes.add(Row.ofKind(RowKind.INSERT, Math.nextUp(key), 1000 + n));
            deletes.add(Row.ofKind(RowKind.DELETE, key, n));
        }
        changes.addAll(deletes);
        write("DOUBLE", Types.DOUBLE, changes.toArray(Row[]::new));
        assertThat(db.query("SELECT count(), min(n) FROM t")).hasToString("[[300, 1000]]");
    }

    private void write(String type, TypeInformation<?> information, Row... changes)
            throws Exception {
        StreamExecutionEnvironment streams =
                new StreamExecutionEnvironment(MiniFlink.configuration());
        streams.setParallelism(1);
        StreamTableEnvironment env = StreamTableEnvironment.create(streams);
        env.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
        Schema schema =
                Schema.newBuilder()
                        .column("k", type + " NOT NULL")
                        .column("n", "BIGINT NOT NULL")
                        .primaryKey("k")
                        .build();
        env.createTemporaryView(
                "changes",
                env.fromChangelogStream(
                        streams.fromData(
                                Types.ROW_NAMED(new String[] {"k", "n"}, information, Types.LONG),
                                changes),
                        schema,
                        ChangelogMode.all()));
        env.executeSql(
                SqlTable.of(
                                db,
                                "k "
                                        + type
                                        + " NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED")
                        .with("sink.delete-mode", "lightweight-delete")
                        .with("sink.update-mode", "insert")
                        .ddl("sink"));
        env.executeSql("INSERT INTO sink SELECT * FROM changes").await();
    }
}
