// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that blocks in doubt are found for users whose profile limits or reformats the results of
 * queries.
 */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(120)
class QueryProfileITCase {

    private static final Map<String, String> PROFILES = new LinkedHashMap<>();

    static {
        PROFILES.put("rows", "max_rows_to_read=1, read_overflow_mode=break");
        PROFILES.put("bytes", "max_bytes_to_read=1, read_overflow_mode=break");
        PROFILES.put("groups", "max_rows_to_group_by=1, group_by_overflow_mode=any");
        PROFILES.put("few_groups", "max_rows_to_group_by=1, group_by_overflow_mode=break");
        PROFILES.put("results", "max_result_rows=1000, result_overflow_mode=break");
        PROFILES.put("limit", "limit=1");
        PROFILES.put("offset", "offset=1");
        PROFILES.put("extremes", "extremes=1");
        PROFILES.put("crlf", "output_format_tsv_crlf_end_of_line=1");
        PROFILES.put("table_filter", "additional_table_filters={'default.t':'id in (9)'}");
        PROFILES.put("result_filter", "additional_result_filter=0");
        PROFILES.put("or_null", "aggregate_functions_null_for_empty=1");
        PROFILES.put("no_groups", "empty_result_for_aggregation_by_empty_set=1");
        PROFILES.put("by_key", "force_primary_key=1");
        PROFILES.put("by_date", "force_index_by_date=1");
        PROFILES.put("by_projection", "force_optimize_projection=1");
        PROFILES.put("partitions", "max_partitions_to_read=1");
        PROFILES.put("merged", "final=1");
        PROFILES.put(
                "cached",
                "use_query_cache=1, query_cache_system_table_handling=save,"
                        + " query_cache_nondeterministic_function_handling=save");
        PROFILES.put("one_result", "max_result_rows=1, result_overflow_mode=break");
    }

    private static ClickHouseServer server;

    @TempDir Path directory;

    @BeforeAll
    static void startServer() {
        ClickHouseOptions options = ClickHouseOptions.DEFAULT;
        for (Map.Entry<String, String> profile : PROFILES.entrySet()) {
            String name = profile.getKey();
            StringBuilder settings = new StringBuilder();
            for (String setting : profile.getValue().split(", ")) {
                String[] sides = setting.split("=");
                settings.append(element(sides[0], sides[1]));
            }
            options =
                    options.profilesXml(element("p_" + name, settings.toString()))
                            .userXml(
                                    element(
                                            name,
                                            "<password></password><networks><ip>::/0</ip></networks>"
                                                    + element("profile", "p_" + name)
                                                    + element("quota", "default")));
        }
        server =
                ClickHouseServer.start(
                        options.userXml(
                                element(
                                        "policed",
                                        "<password></password><networks><ip>::/0</ip></networks>"
                                                + element("profile", "default")
                                                + element("quota", "default")
                                                + "<databases><default><t><filter>id = 9</filter></t>"
                                                + "</default></databases>")));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rows",
                "bytes",
                "groups",
                "few_groups",
                "results",
                "limit",
                "offset",
                "extremes",
                "crlf",
                "table_filter",
                "result_filter",
                "or_null",
                "no_groups",
                "by_key",
                "by_date",
                "by_projection",
                "partitions",
                "merged"
            })
    void aBlockInDoubtIsFoundWhole(String user) throws Exception {
        createTable("MergeTree PARTITION BY id ORDER BY id");
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.next(1, new Fault.CutAfterAnswer());
            run(table(user, proxy.url()));

            assertThat(proxy.planned()).isZero();
        }
        assertRowsOnce();
    }

    /** A writer that starts on a table with rows reads the numbers and versions in use. */
    @ParameterizedTest
    @ValueSource(
            strings = {"by_key", "by_date", "by_projection", "partitions", "limit", "table_filter"})
    void aWriterStartsOnATableWithRows(String user) throws Exception {
        createTable("MergeTree PARTITION BY id ORDER BY id");

        run(table(user, server.url()));
        run(table(user, server.url()));

        assertThat(server.query("SELECT count(), uniqExact(id) FROM t"))
                .containsExactly(List.of("6", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"by_key", "by_projection", "table_filter", "result_filter"})
    void aGeneratedVersionIsAboveThoseThatAProfileHides(String user) throws Exception {
        server.execute("DROP TABLE IF EXISTS t");
        server.execute(
                "CREATE TABLE t (id Int64, n String, v UInt64) ENGINE = ReplacingMergeTree(v)"
                        + " ORDER BY id");
        server.execute("INSERT INTO t VALUES (1, 'newer than the clock', 9000000000000000000)");

        run(
                SqlTable.of(
                                server.url(),
                                "default",
                                "id BIGINT NOT NULL, n STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                        .with("username", user)
                        .with("sink.retry.timeout", "0 s"));

        assertThat(server.query("SELECT n FROM t FINAL WHERE id = 1"))
                .containsExactly(List.of("a"));
    }

    /** The answer to the first look-up would be taken for that to the second. */
    @Test
    void aBlockInDoubtIsLookedUpEachTime() throws Exception {
        createTable("MergeTree PARTITION BY id ORDER BY id");
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("INSERT INTO")
                    .next(1, new Fault.CutMidway())
                    .next(1, new Fault.CutAfterAnswer());
            run(table("cached", proxy.url()));

            assertThat(proxy.planned()).isZero();
        }
        assertRowsOnce();
    }

    @Test
    void aRowPolicyIsRefusedBeforeTheFirstRow() {
        createTable("MergeTree PARTITION BY id ORDER BY id");
        server.execute("INSERT INTO t (id) VALUES (1)");

        assertThatThrownBy(() -> run(table("policed", server.url())))
                .rootCause()
                .hasMessageContaining("A row policy hides rows")
                .hasMessageContaining("'policed'");
    }

    /** Of an empty table the server does not say that it has a policy. */
    @Test
    void aRowPolicyThatHidesABlockInDoubtFailsTheJob() throws Exception {
        createTable("MergeTree PARTITION BY id ORDER BY id");
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.next(1, new Fault.CutAfterAnswer());

            assertThatThrownBy(() -> run(table("policed", proxy.url())))
                    .hasStackTraceContaining("A row policy hides rows");
        }
        assertRowsOnce();
    }

    private static void createTable(String engine) {
        server.execute("DROP TABLE IF EXISTS t");
        server.execute(
                "CREATE TABLE t (id Int64, n String, _flink_block UInt64 MATERIALIZED 0) ENGINE = "
                        + engine
                        + " SETTINGS non_replicated_deduplication_window = 0");
    }

    private static void assertRowsOnce() {
        assertThat(server.query("SELECT count(), uniqExact(id) FROM t"))
                .containsExactly(List.of("3", "3"));
    }

    /** An answer that is cut would make a table without columns of it. */
    @ParameterizedTest
    @ValueSource(strings = "one_result")
    void anAnswerThatIsTooLongForTheUserIsAnErrorInTheServersWords(String user) {
        server.execute("DROP TABLE IF EXISTS t");
        server.execute("CREATE TABLE t (id Int64, n String) ENGINE = MergeTree ORDER BY id");

        assertThatThrownBy(() -> table(user, server.url()).explain())
                .rootCause()
                .hasMessageContaining("Limit for result exceeded");
    }

    private SqlTable table(String user, String url) {
        return SqlTable.of(url, "default", "id BIGINT NOT NULL, n STRING NOT NULL")
                .with("username", user)
                .with("sink.semantic", "exactly-once")
                .with("sink.exactly-once.spool-path", directory.toUri().toString())
                .with("sink.retry.timeout", "0 s");
    }

    /** The job gives up at the first failure and comes back. */
    private static void run(SqlTable table) throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        env.getConfig().set("parallelism.default", "1");
        env.getConfig().set("restart-strategy.type", "fixed-delay");
        env.getConfig().set("restart-strategy.fixed-delay.attempts", "3");
        env.getConfig().set("restart-strategy.fixed-delay.delay", "10 ms");
        env.executeSql(table.ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES (1, 'a'), (2, 'b'), (3, 'c')").await();
    }

    private static String element(String name, String content) {
        return "<" + name + ">" + content + "</" + name + ">";
    }
}
