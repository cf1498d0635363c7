// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests which conditions the server evaluates, and that it selects the same rows as Flink. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class PushedConditionsITCase {

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase database) {
        db = database;
        env = SqlTable.inBatchMode();
    }

    /** The rows are numbered from 1; the last field has the numbers of those that are deleted. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "Decimal(20, 2) | DECIMAL(20, 2) | 12345678901234567.89; 12345678901234567.90 | v = 12345678901234567.89 | 1",
                "Decimal(20, 2) | DECIMAL(20, 2) | 12345678901234567.89; 12345678901234567.90 | v > 12345678901234567.89 | 2",
                "Decimal(9, 2) | DECIMAL(9, 2) | 1.55; 1.56; -1.55; -1.56 | v <= 1.555 | 1,3,4",
                "Decimal(9, 2) | DECIMAL(9, 2) | 1.55; 1.56; -1.55; -1.56 | v < -1.555 | 4",
                "Decimal(9, 2) | DECIMAL(9, 2) | 1.55; 1.56; NULL | v <> 1.555 | 1,2",
                "Decimal(9, 2) | DECIMAL(9, 2) | 1; 2; 9999999.99 | v IN (1, 2.5, 9999999.99) | 1,3",
                "Decimal(9, 2) | DECIMAL(9, 2) | -9999999.99; 9999999.99 | v < 100000000000 | 1,2",
                "Decimal(76, 20) | DECIMAL(38, 20) | 0.00000000000000000001; 0.00000000000000000002 | v < CAST('0.00000000000000000002' AS DECIMAL(38, 20)) | 1",
                "Int8 | TINYINT | -128; 0; 127 | v < 300 | 1,2,3",
                "Int32 | INT | 1; 2 | v > 1.5 | 2",
                "Int32 | INT | 1; 2 | v <= 1.5E0 | 1",
                "Int64 | BIGINT | 9223372036854775806; 9223372036854775807 | v = 9223372036854775807 | 2",
                "UInt64 | DECIMAL(20, 0) | 18446744073709551614; 18446744073709551615 | v >= CAST('18446744073709551615' AS DECIMAL(20, 0)) | 2",
                "Int128 | DECIMAL(38, 0) | -99999999999999999999999999999999999999; 99999999999999999999999999999999999998 | v < CAST('99999999999999999999999999999999999998' AS DECIMAL(38, 0)) | 1",
                "UInt256 | STRING | 123456789012345678901234567890; 9 | v = '123456789012345678901234567890' | 1",
                "UInt256 | STRING | 10; 9 | v < '9' | 1",
                "Float32 | FLOAT | 0.1; 0.2; nan | v = CAST(0.1 AS FLOAT) | 1",
                "Float64 | DOUBLE | 0.1; 0.2; nan | v > 0.1E0 | 2",
                "Float64 | DOUBLE | -0.0; 0.0; nan | v = 0 | 1,2",
                "Float32 | FLOAT | 16777216; 16777218 | v < 16777217 | -",
                "String | STRING | 'a'; 'a '; 'A' | v = 'a' | 1",
                "String | STRING | 'a'; 'b'; unhex('FF'); NULL | v > 'a' | 2,3",
                "String | STRING | 'a'; 'b'; 'c'; NULL | v IN ('a', 'c') | 1,3",
                "String | STRING | 'a'; 'a '; 'c' | v = 'a ' OR v = 'b ' | 2",
                "String | STRING | 'a'; 'b'; 'c'; NULL | v IN (CAST('a' AS STRING), 'c') | 1,3",
                "String | STRING | 'a'; 'a '; 'ab' | v IN ('a ', 'abcd') | 2",
                "String | STRING | 'a'; 'a '; 'ab' | v > 'a ' | 3",
                "String | STRING | 'a'; 'b '; 'c' | v BETWEEN CAST('a ' AS STRING) AND CAST('b ' AS STRING) | 2",
                "String | STRING | 'a'; 'b'; 'c'; NULL | v BETWEEN 'b' AND 'cc' | 2,3",
                "String | STRING | 'a '; 'b '; 'a' | v IN (CAST('a ' AS STRING), CAST('b ' AS STRING)) | 1,2",
                "String | STRING | 'a'; 'b'; 'cc'; NULL | v NOT IN ('a', 'cc') | 2",
                "LowCardinality(String) | STRING | 'a'; 'b' | v <> 'a' | 2",
                "String | VARCHAR(5) | 'a'; 'b' | v = 'a' | 1",
                "String | STRING | unhex('6100'); 'a' | v = U&'a\\0000' | 1",
                "FixedString(4) | STRING | 'ab'; 'abc'; 'abcd' | v = 'abc' | 2",
                "FixedString(4) | STRING | 'ab'; 'abc'; 'abcd' | v < 'abcde' | 1,2,3",
                "FixedString(4) | STRING | 'ab'; 'abc'; 'abcd' | v <= U&'ab\\0000' | 1",
                "FixedString(4) | STRING | 'ab'; 'abc' | v = U&'ab\\0000' | -",
                "Enum8('low' = 1, 'high' = 2) | STRING | 'low'; 'high' | v = 'low' | 1",
                "Enum8('low' = 1, 'high' = 2) | STRING | 'low'; 'high' | v < 'low' | 2",
                "Enum8('low' = 1, 'high' = 2) | STRING | 'low'; 'high' | v <> 'none' | 1,2",
                "UUID | STRING | '61f0c404-5cb3-11e7-907b-a6006ad3dba0'; '00000000-0000-0000-0000-000000000000' | v = '61f0c404-5cb3-11e7-907b-a6006ad3dba0' | 1",
                "UUID | STRING | '61f0c404-5cb3-11e7-907b-a6006ad3dba0'; '00000000-0000-0000-0000-000000000000' | v = '61F0C404-5cb3-11e7-907b-a6006ad3dba0' | -",
                "UUID | STRING | '61f0c404-5cb3-11e7-907b-a6006ad3dba0'; '00000000-0000-0000-0000-000000000000' | v <> 'none' | 1,2",
                "UUID | STRING | '61f0c404-5cb3-11e7-907b-a6006ad3dba0'; NULL | v IN ('00000000-0000-0000-0000-000000000000', 'none') | -",
                "Enum8('low' = 1, 'high' = 2) | STRING | 'low'; 'high'; NULL | v IN ('none', 'high') | 2",
                "Enum8('low' = 1, 'high' = 2) | STRING | 'low'; 'high'; NULL | NOT (v = 'none') | 1,2",
                "Decimal(76, 0) | DECIMAL(38, 0) | 99999999999999999999999999999999999999; -99999999999999999999999999999999999999 | v > -1 OR v < CAST('-99999999999999999999999999999999999998' AS DECIMAL(38, 0)) | 1,2",
                "Date32 | DATE | '1900-01-01'; '2299-12-31' | v > DATE '2299-12-30' OR v < DATE '1900-01-02' | 1,2",
                "DateTime64(9) | TIMESTAMP(9) | '2262-04-11 23:47:16.854775806'; '2262-04-11 23:47:16.854775807' | v > TIMESTAMP '2262-04-11 23:47:16.854775806' | 2",
                "DateTime | TIMESTAMP(0) | 0; 4294967295 | v <= TIMESTAMP '1970-01-01 00:00:00' OR v >= TIMESTAMP '2106-02-07 06:28:15' | 1,2",
                "IPv4 | STRING | '10.0.0.1'; '9.0.0.1'; '0.0.0.0' | v < '9.0.0.1' | 1,3",
                "IPv6 | STRING | '2001:db8::1'; '::' | v = '2001:db8::1' | 1",
                "Date | DATE | '1970-01-01'; '2149-06-06' | v > DATE '1969-12-31' | 1,2",
                "Date | DATE | '1970-01-01'; '2149-06-06' | v = DATE '2149-06-07' | -",
                "Date32 | DATE | '1900-01-01'; '2299-12-31' | v = DATE '1900-01-01' | 1",
                "DateTime64(3) | TIMESTAMP(3) | '2026-01-01 00:00:00.123'; '2026-01-01 00:00:00.124' | v >= TIMESTAMP '2026-01-01 00:00:00.1234' | 2",
                "DateTime64(3, 'Asia/Kolkata') | TIMESTAMP(3) | '2026-01-01 00:00:00.123'; '2026-01-01 00:00:00.124' | v = TIMESTAMP '2026-01-01 00:00:00.123' | 1",
                "DateTime64(3, 'Europe/Berlin') | TIMESTAMP(3) | '2026-07-01 00:00:00.123'; '2026-07-01 00:00:00.124' | v < TIMESTAMP '2026-07-01 00:00:00.124' | 1",
                "DateTime64(9) | TIMESTAMP_LTZ(9) | '1969-12-31 23:59:59.999999999'; '2026-01-01 00:00:00' | v = CAST(TIMESTAMP '1969-12-31 23:59:59.999999999' AS TIMESTAMP_LTZ(9)) | 1",
                "DateTime | TIMESTAMP(0) | '2026-01-01 00:00:00'; '2026-01-01 00:00:01' | v > TIMESTAMP '2026-01-01 00:00:00.5' | 2",
                "DateTime | TIMESTAMP(0) | '2026-01-01 00:00:00'; '2026-01-01 00:00:01' | v < TIMESTAMP '9999-12-31 00:00:00' | 1,2",
                "DateTime('America/New_York') | TIMESTAMP_LTZ(0) | '2026-01-01 00:00:00'; '2026-01-01 00:00:01' | v = TO_TIMESTAMP_LTZ(1767243600, 0) | 1",
                "String | STRING | 'ab'; 'a%'; 'b'; 'a'; NULL | v LIKE 'a%' | 1,2,4",
                "String | STRING | 'ab'; 'a%'; 'ba'; 'ab\\nc' | v LIKE '%b%' | 1,3,4",
                "String | STRING | 'ab'; 'AB'; 'ba'; '' | v LIKE '%b' | 1",
                "String | STRING | 'ab'; 'ab '; 'ba' | v LIKE 'ab' | 1",
                "String | STRING | 'ab'; ''; NULL | v LIKE '%' | 1,2",
                "String | STRING | 'ab'; ''; NULL | v NOT LIKE 'a%' | 2",
                "Enum8('low' = 1, 'high' = 2) | STRING | 'low'; 'high' | v LIKE 'lo%' | 1",
                "Bool | BOOLEAN | true; false; NULL | v | 1",
                "Bool | BOOLEAN | true; false; NULL | NOT v | 2",
                "Int32 | INT | 1; 2; NULL | v IS NULL OR NOT (v < 2) | 2,3",
                "Int32 | INT | 1; 2; NULL | id = v | 1,2",
            })
    void theServerFindsTheRows(
            String stored, String declared, String values, String condition, String deleted)
            throws Exception {
        List<String> rows = List.of(values.split("; "));
        create(stored, rows);
        // Without a primary key there is no other way than the server's.
        declare("id INT NOT NULL, v " + declared + (rows.contains("NULL") ? "" : " NOT NULL"));
        assertThat(env.explainSql("SELECT id FROM t WHERE " + condition))
                .contains("filter=[")
                .doesNotContain("where=[");
        env.executeSql("DELETE FROM t WHERE " + condition).await();
        assertThat(
                        db.query(
                                "SELECT arrayStringConcat(arrayFilter(i -> i NOT IN (SELECT id FROM t),"
                                        + " range(1, "
                                        + (rows.size() + 1)
                                        + ")), ',')"))
                .containsExactly(List.of(deleted.replace("-", "")));
        assertThat(LoggedStatements.beginnings(db, "t"))
                .containsExactly("SELECT count()", "DELETE");
    }

    /** The server then selects more rows than Flink, which evaluates the whole condition. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "v LIKE 'a_%' | startsWith(`v`, 'a') | 1,2",
                "v LIKE 'a%' AND UPPER(v) = 'AB' | startsWith(`v`, 'a') | 1",
                "(v LIKE 'a_' OR v = 'c') AND id > 1 | (startsWith(`v`, 'a') OR (`v` = 'c')) | 4",
            })
    void theServerSelectsMoreWhereItCannotSelectTheSame(String condition, String sql, String ids) {
        create("String", List.of("'ab'", "'abc'", "'b'", "'c'"));
        declare("id INT NOT NULL, v STRING NOT NULL");
        String select = "SELECT id FROM t WHERE " + condition;
        assertThat(env.explainSql(select)).contains("filter=[").contains("where=[");
        assertThat(read(select)).hasToString("[" + ids.replace(",", ", ") + "]");
        assertThat(selects()).hasSize(1).allMatch(query -> query.contains(sql), sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "SELECT id FROM t LIMIT 1 | limit=[1] | LIMIT 1 | 1",
                "SELECT COUNT(*) FROM t WHERE v <> 'b' | aggregates=[ | toInt64(count()) | 2",
                "SELECT MAX(id) FROM t GROUP BY v HAVING COUNT(v) > 1 | aggregates=[ | GROUP BY `v` | 3",
                "SELECT v FROM t WHERE id = 2 | project=[v] | SELECT `v` FROM | b",
                "SELECT 5 FROM t WHERE v = 'b' | project=[id] | WHERE (((`v` = 'b'))) | 5",
            })
    void theServerDoesWhatThePlanShows(String select, String plan, String sql, String result) {
        create("String", List.of("'a'", "'b'", "'a'"));
        declare("id INT NOT NULL, v STRING NOT NULL");
        assertThat(env.explainSql(select)).contains(plan);
        assertThat(read(select)).hasToString("[" + result + "]");
        assertThat(selects())
                .isNotEmpty()
                .allMatch(query -> query.contains(sql), sql)
                .noneMatch(query -> query.contains("ORDER BY")); // not in batch mode
    }

    /** The first column, in order. */
    private List<String> read(String select) {
        List<String> rows = new ArrayList<>();
        env.executeSql(select)
                .collect()
                .forEachRemaining(row -> rows.add(String.valueOf(row.getField(0))));
        rows.sort(null);
        return rows;
    }

    private List<String> selects() {
        return LoggedStatements.reads(db, "t");
    }

    /** Conditions that Flink and the server would, or might, evaluate differently. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "String | STRING | v LIKE 'a_'",
                "String | STRING | v LIKE 'a%b%'",
                "String | STRING | v LIKE U&'a%\\000a'",
                "String | STRING | v LIKE 'a\\%%'",
                "String | STRING | v LIKE 'a!%%' ESCAPE '!'",
                "FixedString(4) | STRING | v LIKE '%a'",
                "String | STRING | UPPER(v) = 'A'",
                "String | CHAR(5) | v = 'a'",
                "String | STRING | v = 5",
                "Int32 | INT | v = '5'",
                "Int64 | BIGINT | v = 1.5E0",
                "Decimal(9, 2) | DECIMAL(9, 2) | v = 1.5E0",
                "Decimal(50, 2) | STRING | v = '1.5'",
                "Decimal(38, 10) | DECIMAL(38, 10) | v IN (0, CAST('9999999999999999999999999999' AS DECIMAL(38, 0)))",
                "Float64 | DOUBLE | v = CAST('NaN' AS DOUBLE)",
                "Float64 | DOUBLE | v IN (0, 1, 2, 3, 4)",
                "Float64 | DOUBLE | v > 0.0",
                "Float64 | DOUBLE | CASE WHEN v <= 5 THEN id < 3 ELSE id < 9 END",
                "Float32 | FLOAT | CASE WHEN 5 < v THEN id < 3 WHEN v < 1 THEN id < 5 ELSE id < 9 END",
                "UInt8 | BOOLEAN | v",
                "UInt8 | BOOLEAN | NOT v",
                "IPv6 | STRING | v = '::1.2.3.4'",
                "IPv6 | STRING | v < '2001:db8::1'",
                "Date | DATE | v = '2026-01-01'",
                "Date32 | DATE | v < DATE '9999-12-31'",
                "DateTime64(3) | TIMESTAMP(3) | v < TIMESTAMP '9999-12-31 00:00:00'",
                "DateTime64(3, 'Europe/Berlin') | TIMESTAMP(3) | v < TIMESTAMP '2026-10-25 02:30:00'",
                "DateTime64(3, 'Europe/Berlin') | TIMESTAMP(3) | v < TIMESTAMP '2026-03-29 02:30:00'",
                "DateTime64(3) | TIMESTAMP_LTZ(3) | v = TIMESTAMP '2026-01-01 00:00:00'",
            })
    void otherConditionsAreLeftToFlink(String stored, String declared, String condition) {
        create(stored, List.of());
        declare("id INT NOT NULL, v " + declared + " NOT NULL");
        assertThatThrownBy(() -> env.executeSql("DELETE FROM t WHERE " + condition))
                .hasMessageContaining("cannot be deleted one by one, as this WHERE needs it")
                .hasMessageContaining("The Flink table has no primary key");
    }

    @Test
    void deletesWithoutChecksAtPlanningAreExactToo() throws Exception {
        create("Decimal(20, 2)", List.of("12345678901234567.89", "12345678901234567.90"));
        env.executeSql(
                SqlTable.of(db, "id INT NOT NULL, v DECIMAL(20, 2)")
                        .with("sink.validate", "false")
                        .ddl("t"));
        env.executeSql("DELETE FROM t WHERE v = 12345678901234567.89").await();
        assertThat(db.query("SELECT id FROM t")).hasToString("[[2]]");
    }

    /** The statement's, the server's and the session's zones are three. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w = TIMESTAMP '2026-01-01 01:00:00.123' | 2",
                "w > TIMESTAMP '2026-01-01 01:00:00.1235' | 1",
                "z = CAST(TIMESTAMP '2025-12-31 19:00:00.123' AS TIMESTAMP_LTZ(3)) | 2",
                "z < TO_TIMESTAMP_LTZ(1767225600124, 3) | 2",
                "d = TIMESTAMP '2026-01-01 01:00:00' OR z IS NULL | -",
            })
    void zonesMoveNothing(String condition, String left) throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, w DateTime64(3), z Nullable(DateTime64(3)), d DateTime)"
                        + " ENGINE = MergeTree ORDER BY id");
        for (int id = 1; id <= 2; id++) {
            String at = "toDateTime64(toDecimal64('1767225600.12" + (id + 2) + "', 3), 3)";
            db.execute("INSERT INTO t VALUES (" + id + ", " + at + ", " + at + ", 1767225600)");
        }
        env.getConfig().set("table.local-time-zone", "America/New_York");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id INT NOT NULL, w TIMESTAMP(3) NOT NULL, z TIMESTAMP_LTZ(3), d"
                                        + " TIMESTAMP(0) NOT NULL")
                        .with("settings.session_timezone", "Europe/Berlin")
                        .ddl("t"));
        env.executeSql("DELETE FROM t WHERE " + condition).await();
        assertThat(db.query("SELECT id FROM t"))
                .hasToString(left.equals("-") ? "[]" : "[[" + left + "]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select",
                "count",
                "now",
                "NULL",
                "true",
                "False",
                "inf",
                "NaN",
                "not",
                "a.b",
                "é \" \\ '",
                "1 = 1"
            })
    void columnsMayHaveAnyName(String name) throws Exception {
        String quoted = "`" + name.replace("\\", "\\\\") + "`";
        db.execute(
                "CREATE TABLE t ("
                        + quoted
                        + " LowCardinality(Nullable(String))) ENGINE = MergeTree ORDER BY tuple()");
        db.execute("INSERT INTO t VALUES ('a'), ('b'), (NULL)");
        declare("`" + name + "` STRING");
        assertThat(read("SELECT `" + name + "` FROM t WHERE `" + name + "` > 'a'"))
                .hasToString("[b]");
        env.executeSql("DELETE FROM t WHERE `" + name + "` <> 'a'").await();
        env.executeSql("DELETE FROM t WHERE `" + name + "` IS NULL").await();
        assertThat(db.query("SELECT * FROM t")).hasToString("[[a]]");
    }

    @Test
    void updatesFindTheSameRows() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, n Int32, v Decimal(20, 2), w DateTime64(3), s String, ver"
                        + " UInt64) ENGINE = ReplacingMergeTree(ver) ORDER BY id");
        db.execute(
                "INSERT INTO t VALUES (1, 0, 12345678901234567.89, '2026-01-01 00:00:00.123', 'a', 1),"
                        + " (2, 0, 12345678901234567.90, '2026-01-01 00:00:00.124', 'a ', 1)");
        declare(
                "id INT NOT NULL, n INT NOT NULL, v DECIMAL(20, 2) NOT NULL, w TIMESTAMP(3) NOT NULL, s"
                        + " STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED");
        String byServer = "v = 12345678901234567.89 AND w < TIMESTAMP '2026-01-01 00:00:00.1235'";
        assertThat(env.explainSql("UPDATE t SET n = 1 WHERE " + byServer))
                .doesNotContain("where=[");
        env.executeSql("UPDATE t SET n = 1 WHERE " + byServer).await();
        env.executeSql("UPDATE t SET n = n + 5 WHERE w >= TIMESTAMP '2026-01-01 00:00:00.1234'")
                .await();
        assertThat(db.query("SELECT id, n FROM t FINAL ORDER BY id"))
                .hasToString("[[1, 1], [2, 5]]");
        String byFlink = "s LIKE 'a_'";
        assertThat(env.explainSql("UPDATE t SET n = 2 WHERE " + byFlink)).contains("where=[");
        env.executeSql("UPDATE t SET n = 2 WHERE " + byFlink).await();
        assertThat(db.query("SELECT id, n FROM t FINAL ORDER BY id"))
                .hasToString("[[1, 1], [2, 2]]");
    }

    /** The server misses rows where it combines these indexes for the parts of the condition. */
    @ParameterizedTest
    @CsvSource({"DELETE FROM t, '', 44, 0", "UPDATE t, SET n = 1, 60, 16"})
    void skipIndexesHideNoRows(String statement, String set, int rows, int updated)
            throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, n Int64, v Nullable(UInt64), d Nullable(Decimal(9, 2)), s"
                        + " Nullable(String), o DateTime64(6) DEFAULT 0, INDEX i v TYPE minmax GRANULARITY 1,"
                        + " INDEX j o TYPE set(9) GRANULARITY 1) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS index_granularity = 4, enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1");
        db.execute(
                "INSERT INTO t SELECT number, 0, if(number % 7 = 0, NULL, number % 10), if(number % 3"
                        + " = 0, NULL, number), if(number % 4 = 0, NULL, toString(number % 3)), number"
                        + " FROM numbers(60)");
        declare(
                "id BIGINT NOT NULL, n BIGINT NOT NULL, v STRING, d DECIMAL(9, 2), s STRING, PRIMARY"
                        + " KEY (id) NOT ENFORCED");
        String where = " WHERE v BETWEEN '3' AND '5' OR (s <> '1' AND d = 1.555)";
        assertThat(read("SELECT id FROM t" + where)).hasSize(16);
        env.executeSql(statement + " " + set + where).await();
        assertThat(db.query("SELECT count(), sum(n) FROM t"))
                .hasToString("[[" + rows + ", " + updated + "]]");
    }

    private void create(String stored, List<String> rows) {
        boolean nullable = rows.contains("NULL");
        db.execute(
                "CREATE TABLE t (id Int32, v "
                        + (nullable ? "Nullable(" + stored + ")" : stored)
                        + ") ENGINE = MergeTree ORDER BY id");
        for (int i = 0; i < rows.size(); i++) {
            db.execute("INSERT INTO t VALUES (" + (i + 1) + ", " + rows.get(i) + ")");
        }
    }

    private void declare(String columns) {
        env.executeSql(SqlTable.of(db, columns).ddl("t"));
    }
}
