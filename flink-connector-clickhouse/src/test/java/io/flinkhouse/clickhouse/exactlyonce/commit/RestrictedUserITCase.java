// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.Guarantee;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests commits of users with few grants. */
class RestrictedUserITCase {

    private static ClickHouseServer server;

    @BeforeAll
    static void start() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .userXml(
                                        user(
                                                "reader",
                                                "readonly",
                                                "GRANT SELECT, INSERT ON default.*"))
                                .userXml(
                                        user(
                                                "mender",
                                                "default",
                                                "GRANT INSERT, SELECT(_flink_block, _partition_id)"
                                                        + " ON mended.split"))
                                .userXml(user("writer", "default", "GRANT INSERT ON default.*"))
                                .userXml(
                                        user(
                                                "counter",
                                                "default",
                                                "GRANT INSERT ON default.windowed",
                                                "GRANT SELECT ON system.parts"))
                                .userXml(
                                        user(
                                                "minimal",
                                                "default",
                                                "GRANT INSERT, SELECT(_flink_block) ON default.fenced")));
        server.execute(
                "CREATE TABLE fenced (a UInt64, _flink_block UInt64 MATERIALIZED 0) ENGINE = MergeTree ORDER BY a"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        server.execute(
                "CREATE TABLE windowed (a UInt64) ENGINE = MergeTree ORDER BY a"
                        + " SETTINGS non_replicated_deduplication_window = 100");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aReadOnlyProfileIsRefusedWithWhatToAllow() {
        assertThatThrownBy(() -> check("reader", "windowed"))
                .hasMessageContaining("User 'reader' cannot insert with the settings")
                .hasMessageContaining("async_insert = 0, not 1")
                .hasMessageContaining("no 'readonly'");
    }

    @Test
    void aFenceThatTheUserMayNotReadIsFoundAtTheStart() {
        assertThatThrownBy(() -> check("writer", "fenced"))
                .hasMessageContaining("may not read the fence column")
                .hasMessageContaining("GRANT SELECT(`_flink_block`) ON `default`.`fenced`");
    }

    @Test
    void insertAndTheCountOfInsertsAreEnoughForAWindow() throws IOException {
        assertThat(check("counter", "windowed").guarantee()).isEqualTo(Guarantee.WINDOW);
        assertThatThrownBy(() -> check("writer", "windowed"))
                .hasMessageContaining("GRANT SELECT ON system.parts TO `writer`");
    }

    @Test
    void insertAndTheFenceColumnAreEnoughForAFence() throws IOException {
        assertThat(check("minimal", "fenced").guarantee()).isEqualTo(Guarantee.FENCE_AND_WINDOW);
    }

    @Test
    void aServerThatRefusesTheInsertOfABlockInDoubtIsFoundAtTheStart() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("FROM input(")
                    .always(new Fault.Answer(403, 0, "INSERT SELECT is denied"));

            assertThatThrownBy(() -> check(proxy.port(), "minimal", "fenced"))
                    .hasMessageContaining("cannot insert a block in doubt")
                    .hasMessageContaining("INSERT SELECT is denied")
                    .hasMessageContaining("Allow INSERT ... SELECT ... FROM input()");
            assertThat(check(proxy.port(), "counter", "windowed").fence()).isFalse();
            proxy.heal();
            assertThat(check(proxy.port(), "minimal", "fenced").fence()).isTrue();
        }
        assertThat(server.query("SELECT count() FROM fenced")).containsExactly(List.of("0"));
    }

    /** A crash of the server may leave a block without some of its partitions. */
    @Test
    void insertAndTheFenceByPartitionAreEnoughToMendABlock(@TempDir Path spool) throws Exception {
        try (ClickHouseDatabase db = server.database("mended")) {
            db.execute(
                    "CREATE TABLE split (a UInt64, _flink_block UInt64 MATERIALIZED 0) ENGINE ="
                            + " MergeTree PARTITION BY a % 3 ORDER BY a SETTINGS"
                            + " non_replicated_deduplication_window = 0");
            CommitLab lab =
                    new CommitLab(
                            db, spool, db.connection().withCredentials("mender", Secret.NONE));
            Committable block =
                    lab.block("split", "a", "SELECT number AS a FROM numbers(9)")
                            .inline()
                            .fenced()
                            .inDoubt()
                            .seal();
            lab.commit(block);
            lab.forgetLedger();
            db.execute("ALTER TABLE split DROP PARTITION ID '1'");

            lab.commit(block);

            assertThat(db.query("SELECT count(), uniqExact(a) FROM split"))
                    .containsExactly(List.of("9", "9"));
        }
    }

    private static GuaranteeCheck.GrantedGuarantee check(String user, String table)
            throws IOException {
        return check(server.httpPort(), user, table);
    }

    private static GuaranteeCheck.GrantedGuarantee check(int port, String user, String table)
            throws IOException {
        Endpoint endpoint = new Endpoint("127.0.0.1", port, false);
        ConnectionConfig connection =
                new ConnectionConfig(
                        List.of(endpoint), user, Secret.NONE, "default", Map.of(), Map.of());
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            return GuaranteeCheck.check(
                    TableReader.noting(client, connection, new TablePath("default", table)),
                    connection,
                    ExactlyOnceConfig.at("file:///unused"));
        }
    }

    private static String user(String name, String profile, String... grants) {
        return "<"
                + name
                + "><password></password><networks><ip>::/0</ip></networks>"
                + "<profile>"
                + profile
                + "</profile><quota>default</quota>"
                + "<grants><query>"
                + String.join("</query><query>", grants)
                + "</query></grants></"
                + name
                + ">";
    }
}
