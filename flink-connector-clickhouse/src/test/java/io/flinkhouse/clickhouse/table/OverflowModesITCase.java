// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests users whose profile ends a statement early without an error ({@code *_overflow_mode =
 * break}): nothing that the connector reads or writes is cut.
 */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(120)
class OverflowModesITCase {

    private static final int ROWS = 160_000;
    private static final String OTHER_MODES =
            "SELECT name FROM system.settings WHERE name LIKE '%_overflow_mode%' AND value !="
                    + " 'throw'";

    private static final Map<String, Map<String, String>> PROFILES = new LinkedHashMap<>();

    static {
        PROFILES.put(
                "breaking",
                Map.of(
                        "read_overflow_mode", "break",
                        "read_overflow_mode_leaf", "break",
                        "group_by_overflow_mode", "any",
                        "sort_overflow_mode", "break",
                        "result_overflow_mode", "break",
                        "timeout_overflow_mode", "break",
                        "set_overflow_mode", "break",
                        "join_overflow_mode", "break",
                        "transfer_overflow_mode", "break",
                        "distinct_overflow_mode", "break"));
        PROFILES.put("late", Map.of("timeout_overflow_mode_leaf", "break"));
        PROFILES.put(
                "hurried",
                Map.of(
                        "max_execution_time",
                        "1",
                        "timeout_overflow_mode",
                        "break",
                        "max_insert_block_size",
                        "500",
                        "min_insert_block_size_rows",
                        "500",
                        "input_format_parallel_parsing",
                        "0",
                        "function_sleep_max_microseconds_per_block",
                        "0"));
        PROFILES.put(
                "grouping", Map.of("max_rows_to_group_by", "1", "group_by_overflow_mode", "break"));
        PROFILES.put(
                "leaf",
                Map.of("max_rows_to_read_leaf", "70000", "read_overflow_mode_leaf", "break"));
    }

    private static ClickHouseServer server;

    @BeforeAll
    static void startServer() {
        ClickHouseOptions options = ClickHouseOptions.DEFAULT;
        for (Map.Entry<String, Map<String, String>> profile : PROFILES.entrySet()) {
            options = options.user(profile.getKey(), profile.getValue());
        }
        server = ClickHouseServer.start(options);
        server.execute(
                "CREATE TABLE t (id Int64, s String) ENGINE = MergeTree PARTITION BY id % 8 ORDER"
                        + " BY id SETTINGS index_granularity = 64, enable_block_number_column = 1");
        server.execute("INSERT INTO t SELECT number, toString(number) FROM numbers(" + ROWS + ")");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void noStatementEndsEarly() throws Exception {
        try (ClickHouseClient client = client("breaking")) {
            assertThat(client.query(OTHER_MODES)).isEmpty();
            assertThat(client.select(OTHER_MODES)).isEmpty();
            Map<String, String> choosing = KnownSettings.of(client).choosing();
            try (InputStream rows = client.read(OTHER_MODES, choosing)) {
                assertThat(rows.readAllBytes()).isEmpty();
            }
            server.execute("CREATE TABLE m (name String) ENGINE = MergeTree ORDER BY name");
            server.execute("CREATE TABLE n (x Int8) ENGINE = Null");
            server.execute(
                    "CREATE MATERIALIZED VIEW v TO m AS SELECT o.name AS name FROM n, ("
                            + OTHER_MODES
                            + ") AS o");
            insert(client, "INSERT INTO n FORMAT TSV", "1\n");
            assertThat(server.query("SELECT name FROM m")).isEmpty();
        }
    }

    @Test
    void noShardOfAReadEndsEarly() throws Exception {
        try (ClickHouseClient client = client("late")) {
            try (InputStream rows = client.read(OTHER_MODES, KnownSettings.of(client).choosing())) {
                assertThat(rows.readAllBytes()).isEmpty();
            }
            assertThat(client.query(OTHER_MODES, KnownSettings.of(client).deciding())).isEmpty();
        }
    }

    /** The server answers as if it had stored all rows. */
    @Test
    void anInsertThatTakesTooLongIsAnError() throws Exception {
        server.execute(
                "CREATE TABLE slow (id Int64, z UInt8 DEFAULT sleepEachRow(0.0005)) ENGINE ="
                        + " MergeTree ORDER BY id");
        String rows =
                IntStream.range(0, 4_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n"));
        try (ClickHouseClient client = client("hurried")) {
            assertThatThrownBy(() -> insert(client, "INSERT INTO slow (id) FORMAT TSV", rows))
                    .isInstanceOf(ClickHouseException.class)
                    .hasMessageContaining("'max_execution_time'")
                    .hasMessageContaining("user 'hurried'");
        }
    }

    @Test
    void aViewGetsAllRowsOrTheInsertFails() throws Exception {
        server.execute("CREATE TABLE rows (id Int64) ENGINE = MergeTree ORDER BY id");
        server.execute("CREATE TABLE counts (id Int64, n UInt64) ENGINE = MergeTree ORDER BY id");
        server.execute(
                "CREATE MATERIALIZED VIEW counting TO counts AS SELECT id, count() AS n FROM rows"
                        + " GROUP BY id");
        try (ClickHouseClient client = client("grouping")) {
            assertThatThrownBy(() -> insert(client, "INSERT INTO rows FORMAT TSV", "1\n2\n3\n"))
                    .hasMessageContaining("'max_rows_to_group_by'");
        }
    }

    /** The bounds of a partition that the planner does not see would hide all its rows. */
    @Test
    void planningSeesAllPartitions() {
        TableEnvironment env = LookupJobs.batch();
        env.getConfig().set("parallelism.default", "2");
        env.executeSql(table("leaf").with("scan.split.size", "64 kb").ddl("t"));

        assertThatThrownBy(() -> LookupJobs.rows(env, "SELECT id + 0 FROM t"))
                .hasStackTraceContaining("'max_rows_to_read_leaf'")
                .hasStackTraceContaining("user 'leaf'");
    }

    private static SqlTable table(String user) {
        return SqlTable.of(server.url(), "default", "id BIGINT NOT NULL, s STRING NOT NULL")
                .with("username", user);
    }

    private static void insert(ClickHouseClient client, String statement, String rows)
            throws ClickHouseException {
        byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
        client.insert(
                new InsertRequest(
                        statement,
                        UUID.randomUUID().toString(),
                        InsertSettings.of(client, InsertProfile.STREAMING).withoutToken(),
                        Payload.of(bytes.length, out -> out.write(bytes), () -> {}),
                        false));
    }

    private static ClickHouseClient client(String user) {
        return new ClickHouseClient(server.connection(user), 1);
    }
}
