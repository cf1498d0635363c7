// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.Endpoint;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.Secret;
import io.flinkhouse.schema.TargetTable;
import io.flinkhouse.sql.TablePath;
import io.flinkhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.testutils.process.ClickHouseServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Users with few rights, on a server that knows them. */
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
                                .userXml(user("writer", "default", "GRANT INSERT ON default.*"))
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
                .hasMessageContaining("profile forbids a setting that exactly-once inserts need")
                .hasMessageContaining("insert_deduplication_token");
    }

    @Test
    void aFenceThatTheUserMayNotReadIsFoundAtTheStart() {
        assertThatThrownBy(() -> check("writer", "fenced"))
                .hasMessageContaining("may not read the fence column")
                .hasMessageContaining("GRANT SELECT(`_flink_block`) ON `default`.`fenced`");
    }

    @Test
    void insertAloneIsEnoughForAWindow() throws IOException {
        assertThat(check("writer", "windowed").guarantee()).isEqualTo(Guarantee.WINDOW);
    }

    @Test
    void insertAndTheFenceColumnAreEnoughForAFence() throws IOException {
        assertThat(check("minimal", "fenced").guarantee()).isEqualTo(Guarantee.FENCE_AND_WINDOW);
    }

    private static GuaranteeCheck.Standing check(String user, String table) throws IOException {
        Endpoint endpoint = new Endpoint("127.0.0.1", server.httpPort(), false);
        ConnectionConfig connection =
                new ConnectionConfig(
                        List.of(endpoint), user, Secret.NONE, "default", Map.of(), Map.of());
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            return GuaranteeCheck.check(
                    connection,
                    TargetTable.of(client, new TablePath("default", table)),
                    ExactlyOnceConfig.at("file:///unused"));
        }
    }

    private static String user(String name, String profile, String grant) {
        return "<"
                + name
                + "><password></password><networks><ip>::/0</ip></networks>"
                + "<profile>"
                + profile
                + "</profile><quota>default</quota>"
                + "<grants><query>"
                + grant
                + "</query></grants></"
                + name
                + ">";
    }
}
