// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.ValidationException;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that changes which a table does not support are refused when the statement is planned. */
@ExtendWith(ClickHouseExtension.class)
class RefusedChangesITCase {

    private static final String COLUMNS = "k STRING NOT NULL, n BIGINT NOT NULL";
    private static final String KEYED = COLUMNS + ", PRIMARY KEY (k) NOT ENFORCED";
    private static final String UPDATES =
            "INSERT INTO sink SELECT k, COUNT(*) FROM source GROUP BY k";
    private static final String DELETES =
            "INSERT INTO sink SELECT CAST(c AS STRING), COUNT(*) FROM (SELECT COUNT(*) AS c FROM"
                    + " source GROUP BY k) GROUP BY c";

    private ClickHouseDatabase db;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
    }

    @Test
    void noPrimaryKey() {
        create("v UInt64", "ReplacingMergeTree(v) ORDER BY k");
        refused(
                        SqlTable.of(db, COLUMNS + ", v BIGINT NOT NULL"),
                        UPDATES.replace("COUNT(*)", "COUNT(*), 1"))
                .hasMessageContaining("Cannot write updates to ClickHouse table")
                .hasMessageContaining("The Flink table has no primary key")
                .hasMessageContaining("Declare PRIMARY KEY (...) NOT ENFORCED");
    }

    @Test
    void primaryKeyThatIsNotTheSortingKey() {
        create("v UInt64", "ReplacingMergeTree(v) ORDER BY (k, n)");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining(
                        "The engine ReplacingMergeTree replaces rows with the same ORDER BY (k,"
                                + " n), and the primary key of the Flink table is (k)")
                .hasMessageContaining("Declare PRIMARY KEY (k, n) NOT ENFORCED")
                .hasMessageContaining("ORDER BY (`k`)");
        db.execute("DROP TABLE t");
        create("v UInt64", "ReplacingMergeTree(v) ORDER BY (cityHash64(k), k)");
        assertThat(SqlTable.of(db, KEYED).explain(UPDATES)).contains("sink");
        db.execute("DROP TABLE t");
        create("sign Int8", "CollapsingMergeTree(sign) ORDER BY n");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining("collapses rows with the same ORDER BY (n)");
        db.execute("DROP TABLE t");
        create("x Nullable(Int64)", "CoalescingMergeTree ORDER BY (k, n)");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining("merges rows with the same ORDER BY (k, n)");
    }

    @Test
    void updatesOfAPlainTable() {
        create("x Nullable(Int64)", "MergeTree ORDER BY k");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining("The engine MergeTree does not replace rows")
                .hasMessageContaining("ReplacingMergeTree(version, is_deleted)")
                .hasMessageContaining("'sink.update-mode' = 'insert'");
        assertThat(SqlTable.of(db, KEYED).with("sink.update-mode", "insert").explain(UPDATES))
                .contains("sink");
    }

    @Test
    void deletesWithoutAMark() {
        create("v UInt64", "ReplacingMergeTree(v) ORDER BY k");
        refused(SqlTable.of(db, KEYED), DELETES)
                .hasMessageContaining("Cannot write updates and deletes")
                .hasMessageContaining("cannot mark a row as deleted")
                .hasMessageContaining("'sink.delete-mode' = 'ignore'")
                .hasMessageContaining("ReplacingMergeTree(version, is_deleted)");
    }

    @Test
    void versionThatNoClockCanFill() {
        create("v UInt32 DEFAULT 1", "ReplacingMergeTree(v) ORDER BY k");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining(
                        "The sink can generate versions (microseconds) for columns of type UInt64")
                .hasMessageContaining("'v' is UInt32");
    }

    @Test
    void columnsThatTheSinkFills() {
        create("v UInt64, gone UInt8", "ReplacingMergeTree(v, gone) ORDER BY k");
        refused(
                        SqlTable.of(
                                db, KEYED.replace("n BIGINT", "gone SMALLINT NOT NULL, n BIGINT")),
                        DELETES.replace("STRING), C", "STRING), CAST(0 AS SMALLINT), C"))
                .hasMessageContaining("The sink fills column 'gone'");
        db.execute("DROP TABLE t");
        create("sign Int8", "CollapsingMergeTree(sign) ORDER BY k");
        refused(
                        SqlTable.of(
                                db, KEYED.replace("n BIGINT", "sign TINYINT NOT NULL, n BIGINT")),
                        UPDATES.replace("k, COUNT", "k, CAST(0 AS TINYINT), COUNT"))
                .hasMessageContaining("The sink fills column 'sign'");
    }

    /** The tests run on Flink 2.0. */
    @Test
    void aMaterializerThatTakesRowsAway() {
        create("sign Int8", "CollapsingMergeTree(sign) ORDER BY k");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining("may add an upsert materializer before the sink")
                .hasMessageContaining("SET 'table.exec.sink.upsert-materialize' = 'NONE'");
    }

    @Test
    void versionedCollapsingWithoutItsVersion() {
        create("sign Int8, v UInt64", "VersionedCollapsingMergeTree(sign, v) ORDER BY k");
        assertThatThrownBy(() -> SqlTable.of(db, KEYED).explain(UPDATES))
                .rootCause()
                .hasMessageContaining("Column 'v' UInt64 is not in the Flink table");
        db.execute("ALTER TABLE t MODIFY COLUMN v UInt64 DEFAULT 1");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining("A row that cancels another must have its version, but 'v'")
                .hasMessageContaining("that each update of the row raises");
    }

    @Test
    void statementsThatCannotBeRepeated() {
        create("x Nullable(Int64)", "MergeTree ORDER BY k");
        SqlTable exact =
                SqlTable.of(db, KEYED)
                        .with("sink.semantic", "exactly-once")
                        .with("sink.exactly-once.spool-path", "file:///unused");
        assertThatThrownBy(
                        () -> exact.with("sink.delete-mode", "lightweight-delete").explain(DELETES))
                .rootCause()
                .hasMessageContaining(
                        "'sink.delete-mode' = 'lightweight-delete' cannot be exactly-once")
                .hasMessageContaining("'sink.semantic' = 'at-least-once'");
        assertThatThrownBy(
                        () ->
                                exact.without("sink.delete-mode")
                                        .with("sink.update-mode", "lightweight-update")
                                        .explain(UPDATES))
                .rootCause()
                .hasMessageContaining(
                        "'sink.update-mode' = 'lightweight-update' cannot be exactly-once");
    }

    @Test
    void lightweightUpdatesWithoutBlockNumbers() {
        create("x Nullable(Int64)", "MergeTree ORDER BY k");
        SqlTable table = SqlTable.of(db, KEYED).with("sink.update-mode", "lightweight-update");
        refused(table, UPDATES)
                .hasMessageContaining("MODIFY SETTING enable_block_number_column = 1");
        db.execute(
                "ALTER TABLE t MODIFY SETTING enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1");
        assertThat(table.explain(UPDATES)).contains("sink");
    }

    @Test
    void lightweightUpdatesOfTheSortingKey() {
        db.execute(
                "CREATE TABLE t (k String, n Int64) ENGINE = MergeTree ORDER BY (k, n) SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        refused(SqlTable.of(db, KEYED).with("sink.update-mode", "lightweight-update"), UPDATES)
                .hasMessageContaining("The columns n are part of ORDER BY");
    }

    @Test
    void engineColumnsThatAPrimaryKeyWouldFill() {
        create("v UInt64, gone UInt8", "ReplacingMergeTree(v, gone) ORDER BY k");
        assertThatThrownBy(() -> SqlTable.of(db, COLUMNS).explain())
                .rootCause()
                .hasMessageContaining(
                        "Column 'gone' UInt8 is not in the Flink table and has no DEFAULT. Add it there,"
                                + " or let the sink fill it: declare PRIMARY KEY (k) NOT ENFORCED");
    }

    @Test
    void statementsThatTheEngineDoesNotRun() {
        create("x Nullable(Int64)", "SummingMergeTree(x) ORDER BY k");
        refused(SqlTable.of(db, KEYED), UPDATES)
                .hasMessageContaining("'insert' (the new row is added, the old one stays).");
        refused(SqlTable.of(db, KEYED).with("sink.update-mode", "lightweight-update"), UPDATES)
                .hasMessageContaining("The server runs UPDATE on tables with the engine MergeTree")
                .hasMessageContaining("is SummingMergeTree. Use ReplacingMergeTree");
        db.execute("DROP TABLE t");
        create("x Nullable(Int64)", "Memory");
        refused(SqlTable.of(db, KEYED).with("sink.update-mode", "insert"), DELETES)
                .hasMessageContaining("'sink.delete-mode' = 'ignore' (the row stays).");
        refused(
                        SqlTable.of(db, KEYED)
                                .with("sink.update-mode", "insert")
                                .with("sink.delete-mode", "lightweight-delete"),
                        DELETES)
                .hasMessageContaining("runs DELETE FROM on tables of the MergeTree family")
                .hasMessageContaining("'sink.delete-mode' = 'ignore'");
    }

    @Test
    void planningWithoutAServer() {
        refused(SqlTable.of(db, KEYED).with("sink.validate", "false"), UPDATES)
                .hasMessageContaining(
                        "With 'sink.validate' = 'false' the engine of the table is not known");
    }

    @Test
    void insertsNeedNoneOfThis() {
        create("v UInt64", "ReplacingMergeTree(v) ORDER BY n");
        assertThat(SqlTable.of(db, KEYED).explain("INSERT INTO sink SELECT k, n FROM source"))
                .contains("sink");
    }

    private void create(String column, String engine) {
        db.execute("CREATE TABLE t (k String, n Int64, " + column + ") ENGINE = " + engine);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(
            SqlTable table, String statement) {
        return assertThatThrownBy(() -> table.explain(statement))
                .isInstanceOf(ValidationException.class);
    }
}
