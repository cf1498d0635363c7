// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that what errors advise can be followed, and that what the server takes is taken. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class AdviceITCase {

    @Test
    void nestedIsWrittenByItsParts(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, n Nested(a Int64, b String)) ENGINE = MergeTree ORDER BY id");
        assertThatThrownBy(
                        () ->
                                SqlTable.of(
                                                db,
                                                "id BIGINT NOT NULL, n ARRAY<ROW<a BIGINT, b STRING>>")
                                        .explain())
                .rootCause()
                .hasMessageContaining("a column of type ARRAY for each of `n.a`, `n.b`")
                .hasMessageNotContaining("ADD COLUMN");
        run(nested(db), "1, ARRAY[CAST(2 AS BIGINT)], ARRAY['x']");
        assertThat(db.query("SELECT n.a, n.b FROM t")).hasToString("[[[2], ['x']]]");
    }

    /** The server pads none of them. */
    @Test
    void partsOfNestedThatDifferInLengthAreNamed(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, n Nested(a Int64, b String)) ENGINE = MergeTree ORDER BY id");
        String values =
                "i, CAST(a AS ARRAY<BIGINT NOT NULL>), b FROM (VALUES (1, ARRAY[1, 2], ARRAY['secret']),"
                        + " (2, ARRAY[1], ARRAY['x'])) AS v (i, a, b)";
        SqlTable table = nested(db);
        assertThatThrownBy(() -> run(table, values))
                .hasStackTraceContaining("SIZES_OF_ARRAYS_DONT_MATCH")
                .hasStackTraceContaining("columns 'n.a' and 'n.b'")
                .hasStackTraceContaining("'sink.error-mode'");
        run(
                table.with("sink.error-mode", "dead-letter").with("sink.dead-letter.table", "dead"),
                values);
        assertThat(db.query("SELECT id, n.a, n.b FROM t")).hasToString("[[2, [1], ['x']]]");
        assertThat(db.query("SELECT kind FROM dead")).hasToString("[[refused-by-server]]");
    }

    private static SqlTable nested(ClickHouseDatabase db) {
        return SqlTable.of(
                db,
                "id BIGINT NOT NULL, `n.a` ARRAY<BIGINT NOT NULL> NOT NULL,"
                        + " `n.b` ARRAY<STRING NOT NULL> NOT NULL");
    }

    @Test
    void numbersAreMadeTimesByAFunction(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (moment DateTime64(3)) ENGINE = MergeTree ORDER BY moment");
        assertThatThrownBy(() -> SqlTable.of(db, "moment BIGINT NOT NULL").explain())
                .rootCause()
                .hasMessageContaining("write TO_TIMESTAMP_LTZ(x, 3) in the query")
                .hasMessageNotContaining("CAST");
        run(SqlTable.of(db, "moment TIMESTAMP_LTZ(3) NOT NULL"), "TO_TIMESTAMP_LTZ(1234, 3)");
        assertThat(db.query("SELECT toUnixTimestamp64Milli(moment) FROM t"))
                .hasToString("[[1234]]");
    }

    /** No Flink column can be declared for it, and it has one value only. */
    @Test
    void anEmptyTupleMayBeLeftOut(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (id Int64, e Tuple()) ENGINE = MergeTree ORDER BY id");
        run(SqlTable.of(db, "id BIGINT NOT NULL"), "1");
        assertThat(db.query("SELECT id FROM t")).hasToString("[[1]]");
    }

    @Test
    void anEphemeralColumnTakesNullForItsExpression(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, e UInt8 EPHEMERAL 7, n UInt8 DEFAULT e + 1)"
                        + " ENGINE = MergeTree ORDER BY id");
        SqlTable table = SqlTable.of(db, "id BIGINT NOT NULL, e INT");
        run(table, "1, CAST(NULL AS INT)");
        run(table, "2, 20");
        assertThat(db.query("SELECT id, n FROM t ORDER BY id")).hasToString("[[1, 8], [2, 21]]");
    }

    @Test
    void anEphemeralColumnWithoutAnExpressionTakesNoNull(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (id Int64, e UInt8 EPHEMERAL) ENGINE = MergeTree ORDER BY id");
        assertThatThrownBy(() -> SqlTable.of(db, "id BIGINT NOT NULL, e INT").explain())
                .rootCause()
                .hasMessageContaining("Column 'e': ");
    }

    @Test
    void jsonMayBeAsDeepAsTheServerTakesIt(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (j JSON) ENGINE = MergeTree ORDER BY tuple()");
        SqlTable table = SqlTable.of(db, "j STRING NOT NULL");
        run(table, json(900));
        assertThat(db.query("SELECT count() FROM t")).hasToString("[[1]]");
        assertThatThrownBy(() -> run(table, json(1100)))
                .hasStackTraceContaining("bytes with JSON of more than 1000 levels, at byte ");
    }

    private static String json(int levels) {
        return "CAST('{\"a\":' || REPEAT('[', "
                + (levels - 1)
                + ") || REPEAT(']', "
                + (levels - 1)
                + ") || '}' AS STRING)";
    }

    @Test
    void aDotInTheNameOfADeadLetterTableIsExplained(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        SqlTable table =
                SqlTable.of(db, "id BIGINT NOT NULL").with("sink.error-mode", "dead-letter");
        assertThatThrownBy(() -> table.with("sink.dead-letter.table", "dlq.events-v1").explain())
                .rootCause()
                .hasMessageContaining("There is no database `dlq`")
                .hasMessageContaining("'default.dlq.events-v1'");
        assertThat(table.with("sink.dead-letter.table", db.name() + ".dlq.events-v1").explain())
                .contains("sink");
    }

    /** The table behind it keeps what is acknowledged. */
    @Test
    void aBufferTableIsWarnedOf(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        db.execute(
                "CREATE TABLE held (id Int64) ENGINE = Buffer(currentDatabase(), t, 1, 1, 1, 1, 1, 1, 1)");
        SqlTable table = SqlTable.of(db, "id BIGINT NOT NULL");

        assertThat(warnings(table)).doesNotContain("is a Buffer table");
        assertThat(warnings(table.with("table-name", "held")))
                .contains("WARN `" + db.name() + "`.`held` is a Buffer table")
                .contains("Set 'table-name' to the table that the Buffer writes to.");
    }

    /** A JobManager that takes over begins such a job anew, so n + 1 may apply twice. */
    @Test
    void anUpdateUnderHighAvailabilityIsWarnedOf(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (id Int64, n Int64) ENGINE = ReplacingMergeTree ORDER BY id");
        assertThat(warningsOfUpdate(db, "NONE")).doesNotContain("applies twice");
        assertThat(warningsOfUpdate(db, "zookeeper"))
                .contains("WARN UPDATE of default_catalog.default_database.sink")
                .contains("an expression such as n + 1 applies twice to a row");
    }

    private static String warningsOfUpdate(ClickHouseDatabase db, String highAvailability) {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        env.getConfig().set("high-availability.type", highAvailability);
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                        .ddl("sink"));
        try (SeenLogs logs = SeenLogs.start()) {
            env.explainSql("UPDATE sink SET n = n + 1 WHERE id = 1");
            return logs.text();
        }
    }

    private static String warnings(SqlTable table) {
        try (SeenLogs logs = SeenLogs.start()) {
            table.explain();
            return logs.text();
        }
    }

    private static void run(SqlTable table, String values) throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        env.executeSql(table.ddl("sink"));
        env.executeSql("INSERT INTO sink SELECT " + values).await();
    }
}
