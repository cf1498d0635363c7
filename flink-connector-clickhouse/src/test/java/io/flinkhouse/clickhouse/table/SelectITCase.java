// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests what a SELECT reads from tables, views and queries. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class SelectITCase {

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = SqlTable.inBatchMode();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsInBothModes(boolean streaming) {
        create("MergeTree ORDER BY id");
        if (streaming) {
            env =
                    TableEnvironment.create(
                            EnvironmentSettings.newInstance()
                                    .inStreamingMode()
                                    .withConfiguration(MiniFlink.configuration())
                                    .build());
        }
        declare();
        assertThat(rows("SELECT * FROM t")).containsExactly("1, a", "2, b", "3, null");
        assertThat(rows("SELECT name FROM t WHERE id < 3")).containsExactly("a", "b");
        assertThat(rows("SELECT id FROM t WHERE name IS NULL")).containsExactly("3");
        assertThat(rows("SELECT 7 FROM t")).containsExactly("7", "7", "7");
    }

    @Test
    void aggregates() {
        create("MergeTree ORDER BY id");
        declare();
        System.out.println(env.explainSql("SELECT COUNT(*), SUM(id), MIN(name), AVG(id), MAX(id), COUNT(name) FROM t WHERE id > 1"));
        System.out.println(env.explainSql("SELECT name, COUNT(*), SUM(id), AVG(id) FROM t GROUP BY name"));
        assertThat(rows("SELECT COUNT(*), SUM(id), MIN(name), AVG(id), MAX(id), COUNT(name) FROM t WHERE id > 1"))
                .containsExactly("2, 5, b, 2, 3, 1");
        assertThat(rows("SELECT name, COUNT(*), SUM(id), AVG(id) FROM t GROUP BY name"))
                .containsExactly("a, 1, 1, 1", "b, 1, 2, 2", "null, 1, 3, 3");
    }

    private void create(String engine) {
        db.execute("CREATE TABLE t (id Int32, name Nullable(String)) ENGINE = " + engine);
        db.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL)");
    }

    private void declare() {
        env.executeSql(SqlTable.of(db, "id INT, name STRING").ddl("t"));
    }

    private List<String> rows(String query) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = env.executeSql(query).collect()) {
            while (found.hasNext()) {
                String row = found.next().toString();
                rows.add(row.substring(row.indexOf('[') + 1, row.length() - 1));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        rows.sort(null);
        return rows;
    }
}
