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
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests lookup joins with dictionaries. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class LookupDictionaryITCase {

    private static final String JOIN = " FROM s JOIN d FOR SYSTEM_TIME AS OF s.p ON ";

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase database) {
        db = database;
        env = LookupJobs.streaming();
        db.execute(
                "CREATE TABLE rows (id UInt64, region String, name Nullable(String), n Int32)"
                        + " ENGINE = MergeTree ORDER BY id");
        db.execute(
                "INSERT INTO rows VALUES (1, 'eu', 'a', 10), (2, 'eu', NULL, 20), (3, 'us', 'it''s',"
                        + " 30)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLAT", "HASHED", "DIRECT"})
    void aDictionaryIsAskedByItsKey(String layout) {
        dictionary("d", "id", layout + "()");
        declare("d", "id BIGINT, region STRING, name STRING, n INT");
        LookupJobs.stream(env, "k", "(1), (2), (3), (4), (-1)");

        assertThat(rows("SELECT k, name, n" + JOIN + "s.k = d.id"))
                .containsExactly("1, a, 10", "2, null, 20", "3, it's, 30");
        assertThat(rows("SELECT n" + JOIN + "s.k = d.id WHERE name IS NOT NULL AND region = 'us'"))
                .containsExactly("30");
        assertThat(rows("SELECT id" + JOIN.replace("JOIN", "LEFT JOIN") + "s.k = d.id"))
                .containsExactly("1", "2", "3", "null", "null");
        assertThat(LoggedStatements.reads(db))
                .isNotEmpty()
                .allMatch(query -> query.contains("dictHas"));
    }

    @Test
    void compositeKeysInAnyOrder() {
        dictionary("d", "id, region", "COMPLEX_KEY_HASHED()");
        declare("d", "n INT, region STRING, id BIGINT");
        LookupJobs.stream(
                env, "r, k", "('eu', 1), ('us', 1), ('us', 3), (CAST(NULL AS STRING), 3)");

        assertThat(rows("SELECT n, r" + JOIN + "s.r = d.region AND d.id = s.k"))
                .containsExactly("10, eu", "30, us");
        assertThat(LoggedStatements.reads(db))
                .isNotEmpty()
                .allMatch(query -> query.contains("dictHas"));
    }

    @Test
    void aTableOverADictionaryIsAskedByItsKeyToo() {
        dictionary("other", "id", "HASHED()");
        db.execute(
                "CREATE TABLE d (id UInt64, n Int32) ENGINE = Dictionary('"
                        + db.name()
                        + ".other')");
        declare("d", "id BIGINT, n INT");
        LookupJobs.stream(env, "k", "(2), (5)");

        assertThat(rows("SELECT n" + JOIN + "s.k = d.id")).containsExactly("20");
        assertThat(LoggedStatements.reads(db))
                .isNotEmpty()
                .allMatch(query -> query.contains("dictHas"));
    }

    @Test
    void otherColumnsAndLayoutsAreSelected() {
        dictionary("d", "id", "HASHED()");
        declare("d", "id BIGINT, region STRING, n INT");
        LookupJobs.stream(env, "r, k", "('eu', 1)");
        assertThat(rows("SELECT n" + JOIN + "s.r = d.region")).containsExactly("10", "20");
        assertThat(LoggedStatements.reads(db))
                .isNotEmpty()
                .noneMatch(query -> query.contains("dictGet"));

        db.execute("CREATE TABLE prefixes (p String, n Int32) ENGINE = MergeTree ORDER BY p");
        db.execute("INSERT INTO prefixes VALUES ('10.0.0.0/8', 1)");
        db.execute(
                "CREATE DICTIONARY trie (p String, n Int32) PRIMARY KEY p SOURCE(CLICKHOUSE(TABLE"
                        + " 'prefixes' DB '"
                        + db.name()
                        + "')) LAYOUT(IP_TRIE()) LIFETIME(0)");
        declare("trie", "p STRING, n INT");
        env.executeSql("DROP TEMPORARY VIEW s");
        LookupJobs.stream(env, "ip", "('10.1.1.1'), ('10.0.0.0/8')");
        assertThat(rows("SELECT n" + JOIN.replace(" d ", " trie ") + "s.ip = trie.p"))
                .containsExactly("1");
    }

    private void dictionary(String name, String key, String layout) {
        db.execute(
                "CREATE DICTIONARY "
                        + name
                        + " (id UInt64, region String, name Nullable(String), n Int32) PRIMARY KEY "
                        + key
                        + " SOURCE(CLICKHOUSE(TABLE 'rows' DB '"
                        + db.name()
                        + "')) LAYOUT("
                        + layout
                        + (layout.equals("DIRECT()") ? ")" : ") LIFETIME(0)"));
    }

    private void declare(String name, String columns) {
        env.executeSql(SqlTable.of(db, columns).with("table-name", name).ddl(name));
    }

    private List<String> rows(String query) {
        return LookupJobs.rows(env, query);
    }
}
