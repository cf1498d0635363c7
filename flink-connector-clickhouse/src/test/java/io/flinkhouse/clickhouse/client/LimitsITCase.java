// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests queries that exceed a limit of their user's profile, which a repeat cannot mend. */
@ExtendWith(ShowLogs.class)
@Timeout(60)
class LimitsITCase {

    /** A limit that time or load decides on is met this often before the request fails. */
    private static final int FEW = 3;

    private static final String ALL = "SELECT * FROM t";
    private static final String SLOW =
            "SELECT id FROM t WHERE sleepEachRow(0.00001) = 0 SETTINGS max_block_size = 5000,"
                    + " max_threads = 1, function_sleep_max_microseconds_per_block = 0";

    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("max_rows_to_read", ALL);
        QUERIES.put("max_rows_to_read_leaf", ALL);
        QUERIES.put("max_bytes_to_read", ALL);
        QUERIES.put("max_bytes_to_read_leaf", ALL);
        QUERIES.put("max_result_rows", ALL);
        QUERIES.put("max_result_bytes", ALL);
        QUERIES.put("max_rows_to_sort", ALL + " ORDER BY s");
        QUERIES.put("max_bytes_to_sort", ALL + " ORDER BY s");
        QUERIES.put("max_rows_to_group_by", "SELECT s, count() FROM t GROUP BY s");
        QUERIES.put("max_rows_in_distinct", "SELECT DISTINCT s FROM t");
        QUERIES.put("max_bytes_in_distinct", "SELECT DISTINCT s FROM t");
        QUERIES.put("max_rows_in_set", ALL + " WHERE s IN (SELECT s FROM t)");
        QUERIES.put("max_bytes_in_set", ALL + " WHERE s IN (SELECT s FROM t)");
        QUERIES.put("max_rows_in_join", "SELECT * FROM t JOIN t AS u USING (s)");
        QUERIES.put("max_bytes_in_join", "SELECT * FROM t JOIN t AS u USING (s)");
        QUERIES.put("max_columns_to_read", ALL);
        QUERIES.put("max_temporary_columns", "SELECT s || '1', s || '2', s || '3' FROM t");
        QUERIES.put("max_temporary_non_const_columns", "SELECT s || '1', s || '2' FROM t");
        QUERIES.put("max_subquery_depth", "SELECT * FROM (SELECT * FROM (SELECT * FROM t))");
        QUERIES.put("max_ast_depth", "SELECT 1 + (1 + (1 + (1 + 1)))");
        QUERIES.put("max_ast_elements", "SELECT 1, 2, 3");
        QUERIES.put("max_partitions_to_read", ALL);
        QUERIES.put("force_primary_key", ALL);
        QUERIES.put("force_index_by_date", ALL);
        QUERIES.put("force_optimize_projection", ALL);
        QUERIES.put("max_execution_time", SLOW);
        QUERIES.put("max_estimated_execution_time", SLOW);
        QUERIES.put("min_execution_speed", SLOW);
        QUERIES.put("max_memory_usage", "SELECT groupArray(s) FROM t");
    }

    private static ClickHouseServer server;

    @BeforeAll
    static void startServer() {
        ClickHouseOptions options = ClickHouseOptions.DEFAULT;
        for (String limit : QUERIES.keySet()) {
            options = options.user("u_" + limit, profile(limit));
        }
        server = ClickHouseServer.start(options);
        server.execute(
                "CREATE TABLE t (id Int64, s String) ENGINE = MergeTree PARTITION BY id % 3"
                        + " ORDER BY id");
        server.execute("INSERT INTO t SELECT number, toString(number) FROM numbers(300000)");
    }

    private static Map<String, String> profile(String limit) {
        String value =
                limit.equals("min_execution_speed")
                        ? "1000000000"
                        : limit.endsWith("usage") ? "5000000" : "1";
        return limit.contains("execution")
                ? Map.of(limit, value, "timeout_before_checking_execution_speed", "1")
                : Map.of(limit, value);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "max_rows_to_read, 1",
        "max_rows_to_read_leaf, 1",
        "max_bytes_to_read, 1",
        "max_bytes_to_read_leaf, 1",
        "max_result_rows, 1",
        "max_result_bytes, 1",
        "max_rows_to_sort, 1",
        "max_bytes_to_sort, 1",
        "max_rows_to_group_by, 1",
        "max_rows_in_distinct, 1",
        "max_bytes_in_distinct, 1",
        "max_rows_in_set, 1",
        "max_bytes_in_set, 1",
        "max_rows_in_join, 1",
        "max_bytes_in_join, 1",
        "max_columns_to_read, 1",
        "max_temporary_columns, 1",
        "max_temporary_non_const_columns, 1",
        "max_subquery_depth, 1",
        "max_ast_depth, 1",
        "max_ast_elements, 1",
        "max_partitions_to_read, 1",
        "force_primary_key, 1",
        "force_index_by_date, 1",
        "force_optimize_projection, 1",
        "max_execution_time, " + FEW,
        "max_estimated_execution_time, " + FEW,
        "min_execution_speed, " + FEW,
        "max_memory_usage, " + FEW
    })
    void aLimitIsNamedSoon(String limit, int attempts) {
        AtomicInteger sent = new AtomicInteger();
        try (ClickHouseClient client = client("u_" + limit)) {
            ClickHouseException e =
                    catchThrowableOfType(
                            ClickHouseException.class,
                            () ->
                                    Retry.call(
                                            new RetryConfig(
                                                    Duration.ofSeconds(5),
                                                    Duration.ofMillis(10),
                                                    Duration.ofMillis(10)),
                                            () -> {
                                                sent.incrementAndGet();
                                                return read(client, QUERIES.get(limit));
                                            },
                                            (failed, wait, failure) -> {}));
            assertThat(e)
                    .hasMessageContaining("'" + limit + "'")
                    .hasMessageContaining("user 'u_" + limit + "'")
                    .hasMessageContaining("or give the job another user");
            assertThat(sent).hasValue(attempts);
        }
    }

    private static long read(ClickHouseClient client, String sql) throws ClickHouseException {
        try (InputStream rows = client.read(sql, Map.of())) {
            return rows.transferTo(OutputStream.nullOutputStream());
        } catch (ClickHouseException e) {
            throw e;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ClickHouseClient client(String user) {
        return new ClickHouseClient(server.connection(user), 1);
    }
}
