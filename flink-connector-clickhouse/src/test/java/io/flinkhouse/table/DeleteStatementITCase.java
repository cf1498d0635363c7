// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Statements of batch mode that are no INSERT. */
@ExtendWith(ClickHouseExtension.class)
class DeleteStatementITCase {

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        env.getConfig().set("table.local-time-zone", "UTC");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, s STRING, d DATE, p DECIMAL(9, 2), w"
                                        + " TIMESTAMP(3), z TIMESTAMP_LTZ(3)")
                        .ddl("sink"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "id = 2 | 1,3",
                "id <> 2 | 2",
                "id < 2 OR id >= 3 | 2",
                "id BETWEEN 2 AND 3 | 1",
                "id IN (1, 3) | 2",
                "NOT (id = 1) | 1",
                "s IS NULL | 1,2",
                "s IS NOT NULL AND id > 1 | 1,3",
                "s = 'it''s \\' | 1,3",
                "d = DATE '2026-01-02' | 1,3",
                "p > 1.5 | 1",
                "w = TIMESTAMP '2026-01-02 03:04:05.678' | 1,3",
                "z >= TO_TIMESTAMP_LTZ(1767322800000, 3) | 1,3",
                "1 = 1 | -",
            })
    void deletesWhatTheFilterSays(String filter, String left) throws Exception {
        createTable();
        env.executeSql("DELETE FROM sink WHERE " + filter).await();
        assertThat(
                        db.query(
                                "SELECT arrayStringConcat(groupArray(id), ',') FROM (SELECT id FROM t ORDER BY id)"))
                .containsExactly(List.of(left.replace("-", "")));
    }

    @Test
    void deletesAll() throws Exception {
        createTable();
        env.executeSql("DELETE FROM sink").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @Test
    void truncates() throws Exception {
        createTable();
        env.executeSql("TRUNCATE TABLE sink").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    /** Deleting the last row of a key alone would show the one before. */
    @Test
    void deletesAllRowsOfAKeyWhereTheEngineReplaces() throws Exception {
        db.execute(
                "CREATE TABLE r (id Int64, n Int64, v UInt64) ENGINE = ReplacingMergeTree(v) ORDER BY"
                        + " id");
        db.execute("INSERT INTO r VALUES (1, 5, 1), (2, 2, 1)");
        db.execute("INSERT INTO r VALUES (1, 2, 2), (2, 5, 2)");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id) NOT"
                                        + " ENFORCED")
                        .with("table-name", "r")
                        .ddl("replacing"));
        env.executeSql("DELETE FROM replacing WHERE n = 2").await();
        assertThat(db.query("SELECT id, n FROM r FINAL")).containsExactly(List.of("2", "5"));
    }

    @Test
    void saysWhyAnUpdateCannotBe() {
        createTable();
        assertThatThrownBy(() -> env.executeSql("UPDATE sink SET s = 'x' WHERE id = 1"))
                .hasMessageContaining("UPDATE reads the rows of")
                .hasMessageContaining("Run the UPDATE in ClickHouse");
    }

    @Test
    void saysWhichDeletesCannotBe() {
        createTable();
        assertThatThrownBy(() -> env.executeSql("DELETE FROM sink WHERE s LIKE '%x'"))
                .hasMessageContaining("This DELETE would read")
                .hasMessageContaining("or run the DELETE in ClickHouse");
    }

    private void createTable() {
        db.execute(
                "CREATE TABLE t (id Int64, s Nullable(String), d Nullable(Date), p Nullable(Decimal(9,"
                        + " 2)), w Nullable(DateTime64(3)), z Nullable(DateTime64(3))) ENGINE = MergeTree"
                        + " ORDER BY id");
        db.execute(
                "INSERT INTO t VALUES (1, 'a', '2026-01-01', 1.5, '2026-01-01 00:00:00', '2026-01-01"
                        + " 00:00:00'), (2, 'it\\'s \\\\', '2026-01-02', 2.5, '2026-01-02 03:04:05.678',"
                        + " '2026-01-02 03:04:05.678'), (3, NULL, NULL, 3, NULL, NULL)");
    }
}
