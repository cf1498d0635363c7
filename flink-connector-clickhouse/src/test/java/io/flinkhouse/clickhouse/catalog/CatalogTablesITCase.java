// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.catalog.ResolvedSchema;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests CREATE TABLE and ALTER TABLE in a catalog. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class CatalogTablesITCase {

    /** Each type with a value of it. */
    private static final List<String> TYPES =
            List.of(
                    "BOOLEAN | TRUE",
                    "TINYINT | CAST(1 AS TINYINT)",
                    "SMALLINT | CAST(1 AS SMALLINT)",
                    "INT | 1",
                    "BIGINT | CAST(1 AS BIGINT)",
                    "FLOAT | CAST(1.5 AS FLOAT)",
                    "DOUBLE | 1.5E0",
                    "DECIMAL(38, 10) | CAST(1.5 AS DECIMAL(38, 10))",
                    "DECIMAL(9, 0) | CAST(1 AS DECIMAL(9, 0))",
                    "STRING | 'a'",
                    "VARCHAR(10) | CAST('a' AS VARCHAR(10))",
                    "CHAR(3) | CAST('abc' AS CHAR(3))",
                    "BYTES | X'FF00'",
                    "VARBINARY(4) | CAST(X'FF00' AS VARBINARY(4))",
                    "BINARY(2) | CAST(X'FF00' AS BINARY(2))",
                    "DATE | DATE '1900-01-01'",
                    "TIME(0) | TIME '10:11:12'",
                    "TIME(3) | CAST(TIME '10:11:12' AS TIME(3))",
                    "TIMESTAMP(0) | CAST(TIMESTAMP '2020-01-01 00:00:00' AS TIMESTAMP(0))",
                    "TIMESTAMP(3) | TIMESTAMP '2020-01-01 00:00:00.123'",
                    "TIMESTAMP(9) | TIMESTAMP '2020-01-01 00:00:00.123456789'",
                    "TIMESTAMP_LTZ(3) | CAST(TIMESTAMP '2020-01-01 00:00:00.123' AS TIMESTAMP_LTZ(3))",
                    "ARRAY<INT> | ARRAY[1, CAST(NULL AS INT)]",
                    "ARRAY<CHAR(1)> | ARRAY['a']",
                    "ARRAY<ARRAY<STRING NOT NULL> NOT NULL> | ARRAY[ARRAY['a']]",
                    "MAP<STRING, INT> | MAP['a', 1]",
                    "MAP<INT NOT NULL, DECIMAL(9, 2) NOT NULL> | MAP[1, CAST(1.5 AS DECIMAL(9, 2))]",
                    "ROW<a INT, `b c` STRING> | ROW(1, 'x')",
                    "ROW<a ROW<b ARRAY<TIMESTAMP(3)>>> | ROW(ROW(ARRAY[TIMESTAMP '2020-01-01 00:00:00.123']))");

    private ClickHouseDatabase db;
    private CatalogSession session;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        session = CatalogSession.inBatchMode(db).open();
    }

    private String created() {
        return db.query(
                        "SELECT create_table_query FROM system.tables WHERE database = '"
                                + db.name()
                                + "' AND name = 't'")
                .get(0)
                .get(0);
    }

    @Test
    void eachFlinkTypeIsReadBackEqual() throws Exception {
        String declared =
                columns(
                        (name, type) ->
                                name
                                        + " "
                                        + type
                                        + ", not_null_"
                                        + name
                                        + " "
                                        + type
                                        + " NOT NULL");
        session.run("CREATE TABLE t (" + declared + ")");
        session.run(
                "CREATE TEMPORARY TABLE declared ("
                        + declared
                        + ") WITH ('connector' = 'datagen')");
        ResolvedSchema schema = session.env().from("t").getResolvedSchema();
        assertThat(schema.getColumns())
                .containsExactlyElementsOf(
                        session.env().from("declared").getResolvedSchema().getColumns());
        String values =
                IntStream.range(0, TYPES.size())
                        .mapToObj(i -> "CAST(" + value(i) + " AS " + type(i) + ")")
                        .map(value -> value + ", " + value)
                        .collect(Collectors.joining(", "));
        session.run("INSERT INTO t SELECT " + values);
        assertThat(session.rows("SELECT * FROM t")).isEqualTo(session.rows("SELECT " + values));
    }

    private static String type(int i) {
        return TYPES.get(i).split(" [|] ")[0];
    }

    private static String value(int i) {
        return TYPES.get(i).split(" [|] ")[1];
    }

    private static String columns(BinaryOperator<String> definition) {
        return IntStream.range(0, TYPES.size())
                .mapToObj(i -> definition.apply("c" + i, type(i)))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MULTISET<INT>", "ROW<a MULTISET<INT>>"})
    void aTypeThatClickHouseHasNotIsRefused(String type) {
        assertThatThrownBy(() -> session.run("CREATE TABLE t (a " + type + ")"))
                .hasStackTraceContaining("Cannot create table")
                .hasStackTraceContaining(
                        "Column 'a': Flink type MULTISET<INT> has no ClickHouse type");
    }

    /** Columns of the server, with comments that end like those of the catalog. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Int64; as in [Flink INT]; BIGINT",
                "Int32; as in [Flink INT NOT NULL]; INT",
                "Int64; [Flink DECIMAL(3, 0)]; BIGINT",
                "UInt8; [Flink BOOLEAN]; SMALLINT",
                "String; [Flink INT]; STRING",
                "FixedString(4); [Flink BYTES]; STRING",
                "String; [Flink RAW('java.lang.Object', 'AA==')]; STRING",
                "String; [Flink other]; STRING"
            })
    void aCommentThatTheCatalogDidNotWriteChangesNoType(
            String type, String comment, String expected) {
        db.execute(
                "CREATE TABLE t (c "
                        + type
                        + " COMMENT '"
                        + comment.replace("'", "\\'")
                        + "') ENGINE = Memory");
        assertThat(session.rows("DESCRIBE t"))
                .containsExactly("c, " + expected + ", false, null, null, null, " + comment);
    }

    /** As the catalog has written them since its first version. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Nullable(String); [Flink VARBINARY(2147483647)]; BYTES, true, null, null, null",
                "LowCardinality(String); raw [Flink VARBINARY(4) NOT NULL]; VARBINARY(4), false, null, null, null, raw",
                "DateTime64(3, 'UTC'); [Flink TIMESTAMP(3) NOT NULL]; TIMESTAMP(3), false, null, null, null",
                "Array(Int32); [Flink ARRAY<INT NOT NULL> NOT NULL]; ARRAY<INT NOT NULL>, false, null, null, null"
            })
    void aCommentOfTheCatalogTellsTheType(String type, String comment, String expected) {
        db.execute("CREATE TABLE t (c " + type + " COMMENT '" + comment + "') ENGINE = Memory");
        assertThat(session.rows("DESCRIBE t").get(0)).startsWith("c, " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "STRING; read as [Flink BYTES]",
                "BYTES; read as [Flink STRING]",
                "BYTES; read as [Flink BYTES]",
                "INT; read as [Flink INT]",
                "BIGINT; read as [Flink INT]",
                "STRING; a [Flink BYTES] [Flink STRING] [Flink BYTES]",
                "ROW<`a [Flink INT]` INT> NOT NULL; b",
                "BYTES; [Flink"
            })
    void aCommentIsReadBackAsItWasWritten(String type, String comment) throws Exception {
        String column = "c " + type + " COMMENT '" + comment + "'";
        session.run("CREATE TABLE t (id INT, " + column + ")");
        session.run(
                "CREATE TEMPORARY TABLE declared (id INT, "
                        + column
                        + ") WITH ('connector' = 'datagen')");
        assertThat(session.rows("DESCRIBE t")).isEqualTo(session.rows("DESCRIBE declared"));
        session.run("ALTER TABLE t MODIFY id INT COMMENT '[Flink BIGINT]'");
        session.run("ALTER TABLE t MODIFY " + column.replace(comment, comment + " [Flink INT]"));
        assertThat(session.rows("DESCRIBE t"))
                .contains("id, INT, true, null, null, null, [Flink BIGINT]")
                .anyMatch(row -> row.endsWith(comment + " [Flink INT]"));
    }

    @Test
    void theDefaultLayoutIsReadyForExactlyOnce() throws Exception {
        session.run("CREATE TABLE t (id BIGINT, name STRING NOT NULL) COMMENT 'it''s'");
        assertThat(created())
                .contains("`id` Nullable(Int64)", "`name` String")
                .contains("`_flink_block` UInt64 MATERIALIZED", "INDEX _flink_block_idx")
                .contains("ENGINE = MergeTree ORDER BY tuple()")
                .contains("non_replicated_deduplication_window = 10000")
                .contains("enable_block_number_column = 1", "enable_block_offset_column = 1")
                .contains("COMMENT 'it\\'s'");
        session.run("DROP TABLE t");
        session.run("CREATE TABLE t (id BIGINT, name STRING, PRIMARY KEY (id) NOT ENFORCED)");
        assertThat(created())
                .contains("`id` Int64")
                .contains("ENGINE = ReplacingMergeTree(_version, _deleted) ORDER BY")
                .contains("non_replicated_deduplication_window = 10000")
                .doesNotContain("_flink_block");
        assertThat(session.env().from("t").getResolvedSchema().getColumnNames())
                .containsExactly("id", "name");
    }

    @Test
    void theLayoutIsThatOfTheOptions() throws Exception {
        session.run(
                "CREATE TABLE t (id INT NOT NULL, ts TIMESTAMP_LTZ(3) NOT NULL, n INT NOT NULL)"
                        + " WITH ('table.engine' = 'SummingMergeTree(n)', 'table.order-by' = 'id,"
                        + " toDate(ts)', 'table.partition-by' = 'toYYYYMM(ts)', 'table.ttl' ="
                        + " 'toDateTime(ts) + INTERVAL 9999 DAY', 'table.settings.index_granularity'"
                        + " = '1024', 'table.settings.non_replicated_deduplication_window' = '7')");
        assertThat(created())
                .contains("ENGINE = SummingMergeTree(n)")
                .contains("ORDER BY (id, toDate(ts))")
                .contains("PARTITION BY toYYYYMM(ts)", "toIntervalDay(9999)")
                .contains("index_granularity = 1024", "deduplication_window = 7")
                .contains("enable_block_number_column = 1");
        session.run("DROP TABLE t");
        session.run("CREATE TABLE t (id INT) WITH ('table.engine' = 'Memory')");
        assertThat(created()).contains("ENGINE = Memory").doesNotContain("SETTINGS");
        session.run("DROP TABLE t");
        session.run(
                "CREATE TABLE t (id INT, PRIMARY KEY (id) NOT ENFORCED) WITH ('table.engine' ="
                        + " 'CollapsingMergeTree')");
        assertThat(created()).contains("ENGINE = CollapsingMergeTree(_sign)");
        session.run("INSERT INTO t VALUES (1)");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "id INT, n AS id + 1; ''; 'n' is a computed or metadata column",
                "ts TIMESTAMP(3), WATERMARK FOR ts AS ts; ''; it has a WATERMARK",
                "id INT, k STRING METADATA; ''; 'k' is a computed or metadata column",
                "id INT; sink.semantic; ClickHouse cannot keep the option 'sink.semantic'",
                "id INT; connector; this catalog holds ClickHouse tables only",
                "id INT; table.settings.; ClickHouse cannot keep the option 'table.settings.'",
                "id INT; table.settings.a b; does not end with the name of a setting",
                "id INT, _version INT, PRIMARY KEY (id) NOT ENFORCED; ''; Column '_version' has the name"
            })
    void whatClickHouseCannotKeepIsRefused(String columns, String option, String message) {
        String name = option.replace("'", "");
        assertThatThrownBy(
                        () ->
                                session.run(
                                        "CREATE TABLE t ("
                                                + columns
                                                + ")"
                                                + (name.isEmpty()
                                                        ? ""
                                                        : " WITH ('" + name + "' = 'x')")))
                .hasStackTraceContaining(message);
        assertThat(session.rows("SHOW TABLES")).isEmpty();
    }

    @Test
    void partitionedByIsRefusedWithTheOption() {
        assertThatThrownBy(() -> session.run("CREATE TABLE t (id INT) PARTITIONED BY (id)"))
                .hasStackTraceContaining("set 'table.partition-by' = 'id'");
    }

    /** The statement that errors recommend. */
    @Test
    void likeDeclaresMoreInFlinksCatalog() throws Exception {
        session.run("CREATE TABLE t (id INT, ts TIMESTAMP(3))");
        session.run("INSERT INTO t VALUES (1, TIMESTAMP '2020-01-01 00:00:00')");
        session.run(
                "CREATE TABLE default_catalog.default_database.t (twice AS id * 2, WATERMARK FOR ts"
                        + " AS ts) WITH ('password' = '') LIKE ch."
                        + db.name()
                        + ".t");
        assertThat(session.rows("SELECT twice FROM default_catalog.default_database.t"))
                .containsExactly("2");
        session.run("CREATE TABLE copy LIKE t");
        session.run("INSERT INTO copy SELECT * FROM t");
        assertThat(session.rows("SELECT id FROM copy")).containsExactly("1");
    }

    @Test
    void alterTable() throws Exception {
        session.run("CREATE TABLE t (id INT NOT NULL, n INT, was STRING)");
        session.run("INSERT INTO t VALUES (1, 2, 'x')");
        session.run("ALTER TABLE t ADD (b BYTES COMMENT 'raw' AFTER id, head STRING FIRST)");
        session.run("ALTER TABLE t MODIFY n BIGINT COMMENT 'wide'");
        session.run("ALTER TABLE t RENAME was TO renamed");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("null, 1, null, 2, x");
        assertThat(session.rows("DESCRIBE t").toString())
                .contains("b, BYTES, true", "raw", "n, BIGINT, true", "wide", "head, STRING");
        session.run("ALTER TABLE t DROP (b, head)");
        session.run("ALTER TABLE t MODIFY n BIGINT COMMENT 'wider'");
        session.run("ALTER TABLE t SET ('table.settings.merge_with_ttl_timeout' = '7200')");
        assertThat(created())
                .contains("COMMENT 'wider'", "merge_with_ttl_timeout = 7200")
                .doesNotContain("`b`", "head");
        session.run("ALTER TABLE t RESET ('table.settings.merge_with_ttl_timeout')");
        session.run("ALTER TABLE t SET ('table.ttl' = 'toDate(''2100-01-01'') + id')");
        assertThat(created()).contains("TTL toDate").doesNotContain("merge_with_ttl_timeout");
        session.run("ALTER TABLE t RESET ('table.ttl')");
        assertThat(created()).doesNotContain("TTL");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1, 2, x");
        for (String refused :
                new String[] {
                    "ADD w AS id + 1",
                    "ADD WATERMARK FOR n AS n",
                    "ADD PRIMARY KEY (id) NOT ENFORCED",
                    "SET ('sink.semantic' = 'none')",
                    "RESET ('url')"
                }) {
            assertThatThrownBy(() -> session.run("ALTER TABLE t " + refused))
                    .as(refused)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    /** The server wants the type again, which may be another than the natural one in Flink. */
    @Test
    void movedColumnsKeepTheirTypes() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, n Int32, s LowCardinality(String) DEFAULT 'x') ENGINE ="
                        + " MergeTree ORDER BY id");
        session.run("ALTER TABLE t MODIFY s STRING FIRST");
        session.run("ALTER TABLE t MODIFY n BIGINT AFTER s");
        assertThat(created())
                .contains(
                        "(`s` LowCardinality(String) DEFAULT 'x', `n` Nullable(Int64), `id` Int32)");
    }

    @Test
    void defaultsOfTheCatalogAreThoseOfItsTables() throws Exception {
        CatalogSession own =
                CatalogSession.inBatchMode(db)
                        .with("sink.semantic", "exactly-once")
                        .with("table.settings.index_granularity", "512")
                        .with("settings.max_threads", "1")
                        .open();
        own.run("CREATE TABLE t (id INT)");
        assertThat(created()).contains("index_granularity = 512");
        assertThat(own.rows("SHOW CREATE TABLE t").get(0))
                .contains("'sink.semantic' = 'exactly-once'", "'settings.max_threads' = '1'")
                .doesNotContain("index_granularity");
    }
}
