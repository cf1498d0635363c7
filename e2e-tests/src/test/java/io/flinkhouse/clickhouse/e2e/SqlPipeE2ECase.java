// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the shipped jar in the SQL client, added in each way that Flink offers, on every Flink
 * version.
 */
@Tag("smoke")
@ExtendWith(ShowLogs.class)
class SqlPipeE2ECase {

    private static final int ROWS = 50_000;

    private static TestBed bed;

    @BeforeAll
    static void start() {
        bed = TestBed.start(FlinkOptions.DEFAULT.withTaskManagers(1, 2));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void carriesATopicWithTheJarGivenByOption() {
        try (KafkaTopic topic = bed.create("by_option")) {
            TestBed.send(topic, 0, ROWS);
        }
        String sql = bed.bounded("by_option", bed.clickHouse().url(), "'sink.parallelism' = '2'");
        bed.flink().submit(sql, ConnectorJar.withKafka()).awaitFinished(TestBed.SOON);
        assertThat(
                        bed.clickHouse()
                                .query(
                                        "SELECT count(), uniqExact(id), sum(id), countIf(name != 'n' || id),"
                                                + " countIf(toUnixTimestamp64Milli(at)"
                                                + " != 1767225600000 + id % 1000) FROM default.by_option"))
                .containsExactly(List.of("50000", "50000", "1249975000", "0", "0"));
    }

    @Test
    void takesTheJarByStatement() {
        bed.clickHouse()
                .execute("CREATE TABLE default.by_statement (a Int32, b String) ENGINE = Memory");
        String sql =
                """
                ADD JAR '%s';
                SET 'table.dml-sync' = 'true';
                CREATE TABLE t (a INT NOT NULL, b STRING NOT NULL) WITH ('connector' = 'clickhouse',
                  'url' = '%s', 'table-name' = 'by_statement');
                INSERT INTO t VALUES (1, 'one'), (2, 'zwei'), (3, '三');
                """
                        .formatted(ConnectorJar.path(), bed.clickHouse().url());
        bed.flink().sql(sql, List.of());
        assertThat(bed.clickHouse().query("SELECT a, b FROM default.by_statement ORDER BY a"))
                .containsExactly(List.of("1", "one"), List.of("2", "zwei"), List.of("3", "三"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "streaming"})
    void readsATable(String mode) {
        bed.clickHouse()
                .execute(
                        "CREATE OR REPLACE TABLE default.readings (id UInt64, name String) ENGINE ="
                                + " MergeTree ORDER BY id AS SELECT number, 'n' || number FROM"
                                + " numbers(100000)");
        bed.clickHouse()
                .execute(
                        "CREATE OR REPLACE TABLE default.copies (id UInt64, name String) ENGINE ="
                                + " MergeTree ORDER BY id");
        String sql =
                """
                SET 'execution.runtime-mode' = '%2$s';
                SET 'sql-client.execution.result-mode' = 'tableau';
                SET 'table.dml-sync' = 'true';
                CREATE TABLE readings (id BIGINT NOT NULL, name STRING NOT NULL) WITH (
                  'connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'readings',
                  'scan.split.size' = '100 kb');
                CREATE TABLE copies (id BIGINT NOT NULL, name STRING NOT NULL) WITH (
                  'connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'copies');
                INSERT INTO copies SELECT id, name FROM readings WHERE id >= 25000;
                SELECT id, name FROM readings WHERE name = 'n77777';
                """
                        .formatted(bed.clickHouse().url(), mode);
        assertThat(bed.flink().sql(sql, List.of(ConnectorJar.path()))).contains(" n77777 |");
        assertThat(
                        bed.clickHouse()
                                .query(
                                        "SELECT count(), uniqExact(id), min(id), countIf(name != 'n' || id)"
                                                + " FROM default.copies"))
                .containsExactly(List.of("75000", "75000", "25000", "0"));
    }

    @Test
    void usesACatalog() {
        String sql =
                """
                SET 'execution.runtime-mode' = 'batch';
                SET 'sql-client.execution.result-mode' = 'tableau';
                SET 'table.dml-sync' = 'true';
                CREATE CATALOG ch WITH ('type' = 'clickhouse', 'url' = '%s');
                USE CATALOG ch;
                CREATE DATABASE listed;
                CREATE TABLE listed.numbers (id BIGINT, name STRING, PRIMARY KEY (id) NOT ENFORCED);
                INSERT INTO listed.numbers VALUES (1, 'one'), (2, 'two'), (3, '三');
                CREATE TABLE listed.chosen WITH ('table.order-by' = 'id')
                  AS SELECT * FROM listed.numbers WHERE id > 1;
                CREATE OR REPLACE TABLE listed.chosen WITH ('table.order-by' = 'id')
                  AS SELECT id * 10 AS id, name FROM listed.numbers WHERE id > 1;
                SELECT id, name FROM listed.chosen WHERE id < 25;
                """
                        .formatted(bed.clickHouse().url());
        assertThat(bed.flink().sql(sql, List.of(ConnectorJar.path()))).contains(" two |");
        assertThat(bed.clickHouse().query("SELECT id, name FROM listed.chosen ORDER BY id"))
                .containsExactly(List.of("20", "two"), List.of("30", "三"));
        assertThat(bed.clickHouse().query("SHOW TABLES FROM listed"))
                .containsExactly(List.of("chosen"), List.of("numbers"));
    }

    @Test
    void looksUpExplainsAndAudits() {
        try (KafkaTopic topic = bed.create("audited")) {
            TestBed.send(topic, 0, 500);
        }
        bed.clickHouse()
                .execute(
                        "CREATE TABLE default.positions (id Int64, _topic String, _partition Int32,"
                                + " _offset Int64) ENGINE = MergeTree ORDER BY id");
        bed.clickHouse()
                .execute(
                        "CREATE TABLE default.named (id Int64, word String) ENGINE = MergeTree"
                                + " ORDER BY id AS SELECT number, concat('w', toString(number))"
                                + " FROM numbers(1000)");
        String sql =
                """
                SET 'sql-client.execution.result-mode' = 'tableau';
                SET 'table.dml-sync' = 'true';
                CREATE TABLE topic (id BIGINT NOT NULL, _topic STRING METADATA,
                  _partition INT METADATA, _offset BIGINT METADATA, seen AS PROCTIME())
                  WITH ('connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'positions',
                    'topic' = 'audited', 'properties.bootstrap.servers' = '%2$s',
                    'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',
                    'format' = 'json');
                CREATE CATALOG ch WITH ('type' = 'clickhouse', 'url' = '%1$s');
                INSERT INTO ch.`default`.positions
                  SELECT id, _topic, _partition, _offset FROM topic WHERE id <> 77;
                SELECT COUNT(*) AS found, MAX(word) AS last_word FROM topic
                  JOIN ch.`default`.named FOR SYSTEM_TIME AS OF topic.seen AS n ON n.id = topic.id;
                CALL ch.sys.explain_delivery(table_name => 'default.positions');
                CALL ch.sys.audit_delivery(table_name => 'default.positions', topic => 'audited',
                  properties => 'bootstrap.servers=%2$s', since => 'earliest');
                """
                        .formatted(bed.clickHouse().url(), bed.kafka().bootstrapServers());
        assertThat(bed.flink().sql(sql, ConnectorJar.withKafka()))
                .containsPattern("500 \\| +w99 ")
                .containsPattern("at-least-once \\| +available ")
                .containsPattern("missing \\| +audited .* 1 ")
                .doesNotContainPattern("\\| +double \\|");
    }

    @Test
    void refusesATableThatDoesNotExistWhenPlanning() {
        String sql =
                """
                CREATE TABLE t (a INT NOT NULL) WITH ('connector' = 'clickhouse',
                  'url' = '%s', 'table-name' = 'nowhere');
                INSERT INTO t VALUES (1);
                """
                        .formatted(bed.clickHouse().url());
        assertThat(bed.flink().sqlError(sql, List.of(ConnectorJar.path()))).contains("nowhere");
    }
}
