// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the splits of users who may read only some columns, or only some rows. */
@ExtendWith(ShowLogs.class)
class SplitGrantsITCase {

    private static final String DATABASE = "granted";

    private static ClickHouseServer server;
    private static ClickHouseDatabase db;

    private Endpoint endpoint = db.connection().endpoints().get(0);

    @BeforeAll
    static void start() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .userXml(user("columns", grants("SELECT(k, v)"), ""))
                                .userXml(user("keyless", grants("SELECT(v)"), ""))
                                .userXml(
                                        user(
                                                "filtered",
                                                grants("SELECT"),
                                                "<databases><granted><t><filter>k &lt; 500</filter>"
                                                        + "</t></granted></databases>")));
        db = server.database(DATABASE);
        for (String table :
                List.of(
                        "t (k Int32, v UInt64, w Int8) ENGINE = MergeTree ORDER BY k",
                        "unkeyed (k Int32, v UInt64, w Int8) ENGINE = MergeTree ORDER BY tuple()"
                                + " PARTITION BY v % 3")) {
            String name = table.replaceFirst(" .*", "");
            db.execute(
                    "CREATE TABLE "
                            + table
                            + " SETTINGS index_granularity = 8, enable_block_number_column = 1");
            db.execute("INSERT INTO " + name + " SELECT number, number, 1 FROM numbers(1000)");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void selectedColumnsAreEnough() throws Exception {
        assertThat(rows("columns", "t", 10, "may not read _block_number")).isEqualTo("1000");
    }

    /** As on servers before 24.5, and for users without the grants that some servers want. */
    @ParameterizedTest
    @CsvSource({"46, Unknown table function mergeTreeIndex", "497, Not enough privileges"})
    void withoutTheIndexKeysAreSampled(int code, String text) throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("mergeTreeIndex").always(new Fault.Answer(500, code, text));
            endpoint = new Endpoint("127.0.0.1", proxy.port(), false);
            assertThat(rows("columns", "t", 10, "by a sample of its keys")).isEqualTo("1000");
        }
    }

    @Test
    void withoutTheKeyThereIsOneSplitWithoutOrder() throws Exception {
        ScanPlan plan = plan("keyless", "t");
        assertThat(rows("keyless", "t", 1, "may not read its sorting key")).isEqualTo("1000");
        assertThat(plan.order()).isEmpty();
    }

    @Test
    void withoutPartitionsThereIsOneSplit() throws Exception {
        assertThat(rows("columns", "unkeyed", 1, "may not read _partition_id")).isEqualTo("1000");
    }

    @Test
    void rowsThatAPolicyHidesAreInNoSplit() throws Exception {
        assertThat(rows("filtered", "t", 5, "")).isEqualTo("500");
    }

    private String rows(String user, String table, int splits, String said) throws Exception {
        ScanPlan plan;
        try (SeenLogs logs = SeenLogs.start()) {
            plan = plan(user, table);
            assertThat(logs.text()).contains(said);
        }
        assertThat(plan.splits()).hasSizeGreaterThanOrEqualTo(splits);
        long rows = 0;
        try (ClickHouseClient client = client(user)) {
            for (var split : plan.splits()) {
                rows +=
                        Long.parseLong(
                                client.value(
                                        "SELECT count(v) FROM "
                                                + table
                                                + " WHERE "
                                                + split.condition()));
            }
        }
        return String.valueOf(rows);
    }

    private ScanPlan plan(String user, String table) throws Exception {
        TableScan scan = PlannedScan.column(table, "v");
        try (ClickHouseClient client = client(user)) {
            return new SplitPlanner(client, PlannedScan.FINE)
                    .plan(Optional.of(new TablePath(DATABASE, table)), scan, 2);
        }
    }

    private ClickHouseClient client(String user) {
        ConnectionConfig connection =
                new ConnectionConfig(
                        List.of(endpoint), user, new Secret(""), DATABASE, Map.of(), Map.of());
        return new ClickHouseClient(connection, 1);
    }

    private static String grants(String privilege) {
        return Stream.of("t", "unkeyed")
                .map(table -> "<query>GRANT " + privilege + " ON granted." + table + "</query>")
                .collect(Collectors.joining());
    }

    private static String user(String name, String grants, String policy) {
        return "<%1$s><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>%3$s<grants>%2$s</grants></%1$s>"
                .formatted(name, grants, policy);
    }
}
