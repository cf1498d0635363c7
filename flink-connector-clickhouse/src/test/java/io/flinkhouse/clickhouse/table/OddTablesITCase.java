// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that tables of all engines, keys and names have the rows that the server shows. */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(300)
class OddTablesITCase {

    private static final String ROWS =
            " SELECT number AS id, toString(number) AS s FROM numbers(600)";

    /** By name, the statements after which the table has rows. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("a`b\"c.d%e \\ ü 表 $x", "MergeTree ORDER BY id");
        TABLES.put("SELECT", "MergeTree ORDER BY tuple()");
        TABLES.put("reversed", "MergeTree ORDER BY (id % 7, -id)");
        TABLES.put("parted", "MergeTree PARTITION BY id % 3 ORDER BY id");
        TABLES.put("tiny", "TinyLog");
        TABLES.put("stripe", "StripeLog");
        TABLES.put("memory", "Memory");
        TABLES.put("joined", "Join(ANY, LEFT, id)");
        TABLES.put("nothing", "Null");
        TABLES.put(
                "buffered",
                "Buffer(default, memory, 1, 1000, 1000, 100000, 100000, 100000000, 100000000)");
        TABLES.put("merged", "Merge(default, '^(parted|reversed)$')");
        TABLES.put("spread", "Distributed(one, default, parted)");
        TABLES.put("filed", "File(Native)");
    }

    /** Types and expressions of keys over the number of a row. */
    private static final Map<String, String> KEYS =
            Map.ofEntries(
                    Map.entry("Nullable(Int32)", "if(id % 5 = 0, NULL, id)"),
                    Map.entry("Float64", "if(id % 5 = 0, nan, id / 3 - 40)"),
                    Map.entry(
                            "Nullable(Float32)", "if(id % 7 = 0, NULL, if(id % 5 = 0, inf, -id))"),
                    Map.entry(
                            "Enum8(''b'' = -3, ''a'' = 1, ''c'' = 2)",
                            "transform(id % 3, [0, 1, 2], [-3, 1, 2], 1)"),
                    Map.entry(
                            "UUID",
                            "toUUID(concat('00000000-0000-0000-0000-', leftPad(toString(id), 12, '0')))"),
                    Map.entry("IPv6", "toIPv6(concat('::', hex(id % 250)))"),
                    Map.entry("IPv4", "toIPv4('10.0.0.0') + id"),
                    Map.entry("Decimal(38, 10)", "toDecimal128(id, 10) / 7 - 40"),
                    Map.entry("Array(Int8)", "[id % 4, id % 3]"),
                    Map.entry("Tuple(a Int8, b String)", "(id % 4, toString(id))"),
                    Map.entry(
                            "LowCardinality(Nullable(String))",
                            "if(id % 5 = 0, NULL, toString(id % 9))"),
                    Map.entry("FixedString(2)", "substring(hex(id % 200), 1, 2)"),
                    Map.entry("Bool", "id % 2"),
                    Map.entry(
                            "Int256", "toInt256(id) * toInt256('-100000000000000000000000000000')"),
                    Map.entry(
                            "DateTime64(9, ''Europe/Berlin'')",
                            "toDateTime64('2026-10-25 00:00:00', 9, 'UTC') + id * 60"),
                    Map.entry("Date32", "toDate32('1950-01-01') + id"));

    private static ClickHouseServer server;

    @BeforeAll
    static void startServer() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .setting("async_insert", "0")
                                .setting("allow_suspicious_low_cardinality_types", "1")
                                .userXml(
                                        "<policed><password></password><networks><ip>::/0</ip>"
                                                + "</networks><profile>default</profile><quota>default"
                                                + "</quota><databases><default><policed><filter>id"
                                                + " IN (3, 5)</filter></policed></default></databases>"
                                                + "</policed>"));
        TABLES.forEach((name, engine) -> create(name, engine));
        createRelations();
        createChanged();
    }

    private static void createRelations() {
        server.execute("CREATE VIEW seen AS SELECT id, s FROM parted WHERE id > 5");
        server.execute(
                "CREATE MATERIALIZED VIEW kept ENGINE = MergeTree ORDER BY id POPULATE AS SELECT id, s"
                        + " FROM parted");
        server.execute(
                "CREATE DICTIONARY words (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE"
                        + " 'parted')) LAYOUT(HASHED()) LIFETIME(0)");
        server.execute(
                "CREATE TABLE computed (id Int64, e String EPHEMERAL 'x', m String MATERIALIZED"
                        + " toString(id), s String ALIAS concat(m, '!')) ENGINE = MergeTree ORDER BY id");
        server.execute("INSERT INTO computed SELECT number FROM numbers(600)");
    }

    private static void createChanged() {
        changed("deleted", "", "DELETE FROM deleted WHERE id % 4 = 1");
        changed("policed", "");
        changed("gone", "PARTITION BY id % 3", "ALTER TABLE gone DETACH PARTITION 1");
        changed("emptied", "PARTITION BY id % 3", "DELETE FROM emptied WHERE id % 3 = 1");
        changed(
                "projected",
                "",
                "ALTER TABLE projected ADD PROJECTION p (SELECT id, s ORDER BY s)",
                "ALTER TABLE projected MATERIALIZE PROJECTION p SETTINGS mutations_sync = 1",
                "INSERT INTO projected" + ROWS);
        server.execute("CREATE TABLE aged (id Int64, s String) ENGINE = MergeTree ORDER BY id");
        server.execute("SYSTEM STOP TTL MERGES aged");
        server.execute(
                "ALTER TABLE aged MODIFY TTL toDateTime('2020-01-01') + toIntervalSecond(id)");
        server.execute("INSERT INTO aged" + ROWS);
        List.of(
                        "seen",
                        "kept",
                        "words",
                        "computed",
                        "deleted",
                        "policed",
                        "gone",
                        "emptied",
                        "projected",
                        "aged")
                .forEach(name -> TABLES.put(name, ""));
    }

    private static void create(String name, String engine) {
        String quoted = quoted(name);
        if (engine.startsWith("Distributed")) {
            server.execute(
                    "CREATE TABLE "
                            + quoted
                            + " AS remote('127.0.0.1:"
                            + server.tcpPort()
                            + "', default, parted)");
            return;
        }
        server.execute("CREATE TABLE " + quoted + " (id Int64, s String) ENGINE = " + engine);
        if (!engine.startsWith("Merge(")) {
            server.execute("INSERT INTO " + quoted + ROWS);
        }
    }

    private static void changed(String name, String clause, String... statements) {
        server.execute(
                "CREATE TABLE "
                        + name
                        + " (id Int64, s String) ENGINE = MergeTree "
                        + clause
                        + " ORDER BY id");
        server.execute("INSERT INTO " + name + ROWS);
        for (String statement : statements) {
            server.execute(statement);
        }
    }

    private static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allEnginesHaveTheRowsOfTheServer(boolean streaming) {
        TableEnvironment env = streaming ? LookupJobs.streaming() : LookupJobs.batch();
        env.getConfig().set("parallelism.default", "2");
        List<String> selects = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        List<String> names = List.copyOf(TABLES.keySet());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            env.executeSql(
                    SqlTable.of(server.url(), "default", "id BIGINT NOT NULL, s STRING NOT NULL")
                            .with("table-name", name)
                            .with("username", name.equals("policed") ? name : "default")
                            .with("scan.split.size", "2 kb")
                            .with("sink.retry.timeout", "0 s")
                            .ddl("t" + i));
            selects.add("SELECT " + i + ", id, s FROM t" + i);
            String rows =
                    "SELECT toString(id), s FROM "
                            + quoted(name)
                            + (name.equals("policed") ? " WHERE id IN (3, 5)" : "");
            for (List<String> row : server.query(rows)) {
                expected.add(i + ", " + row.get(0) + ", " + row.get(1));
            }
        }
        assertThat(LookupJobs.rows(env, String.join(" UNION ALL ", selects)))
                .hasSizeGreaterThan(9_000)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void allKeysAreDividedWithoutLoss() {
        TableEnvironment env = LookupJobs.streaming();
        env.getConfig().set("parallelism.default", "2");
        List<String> selects = new ArrayList<>();
        int i = 0;
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            String name = "k" + i;
            server.execute(
                    "CREATE TABLE "
                            + name
                            + " (k "
                            + key.getKey().replace("''", "'")
                            + ", id Int64) ENGINE = MergeTree ORDER BY k SETTINGS allow_nullable_key = 1,"
                            + " index_granularity = 16");
            server.execute(
                    "INSERT INTO "
                            + name
                            + " SELECT "
                            + key.getValue()
                            + ", number AS id FROM numbers(600)");
            env.executeSql(
                    SqlTable.of(server.url(), "default", "id BIGINT NOT NULL")
                            .with("table-name", name)
                            .with("scan.split.size", "1 kb")
                            .with("sink.retry.timeout", "0 s")
                            .ddl(name));
            selects.add("SELECT " + i + ", id FROM " + name);
            i++;
        }
        List<String> expected =
                IntStream.range(0, i)
                        .boxed()
                        .flatMap(table -> IntStream.range(0, 600).mapToObj(id -> table + ", " + id))
                        .collect(Collectors.toList());
        assertThat(LookupJobs.rows(env, String.join(" UNION ALL ", selects)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void columnsMayHaveAnyNameAndNumber() {
        List<String> odd =
                List.of(
                        "a`b", "c\"d", "e.f", "100%", "ü 表", "$x", "a\\b", "select", "it''s",
                        "__k0");
        List<String> all = new ArrayList<>(odd);
        IntStream.range(0, 220).forEach(i -> all.add("c" + i));
        createWide(odd, all);
        TableEnvironment env = LookupJobs.streaming();
        env.executeSql(
                SqlTable.of(
                                server.url(),
                                "default",
                                all.stream()
                                        .map(c -> flink(c) + " BIGINT NOT NULL")
                                        .collect(Collectors.joining(", ")))
                        .with("table-name", "wide")
                        .with("scan.split.size", "1 kb")
                        .with("sink.retry.timeout", "0 s")
                        .ddl("wide"));
        String condition =
                odd.stream()
                        .map(c -> flink(c) + " >= " + odd.indexOf(c))
                        .collect(Collectors.joining(" AND "));
        List<String> rows = LookupJobs.rows(env, "SELECT * FROM wide WHERE " + condition);
        assertThat(rows).hasSize(200);
        assertThat(rows.get(0))
                .isEqualTo(
                        IntStream.range(0, all.size())
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(", ")));
    }

    private static void createWide(List<String> odd, List<String> all) {
        server.execute(
                "CREATE TABLE wide ("
                        + all.stream()
                                .map(c -> quoted(c.replace("''", "'")) + " Int64")
                                .collect(Collectors.joining(", "))
                        + ") ENGINE = MergeTree ORDER BY ("
                        + odd.stream()
                                .map(c -> quoted(c.replace("''", "'")))
                                .collect(Collectors.joining(", "))
                        + ") SETTINGS index_granularity = 16");
        server.execute(
                "INSERT INTO wide SELECT "
                        + IntStream.range(0, all.size())
                                .mapToObj(i -> "number % 7 + " + i)
                                .collect(Collectors.joining(", "))
                        + " FROM numbers(200)");
    }

    private static String flink(String column) {
        return "`" + column.replace("''", "'").replace("`", "``") + "`";
    }
}
