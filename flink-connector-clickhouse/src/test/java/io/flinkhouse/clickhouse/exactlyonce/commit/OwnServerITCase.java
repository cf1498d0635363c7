// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests commits to special servers: with a hostile profile, killed, and two behind one address. */
class OwnServerITCase {

    private static final String WINDOWED =
            "CREATE TABLE windowed (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS"
                    + " non_replicated_deduplication_window = 100";

    private static ClickHouseServer server;

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private CommitLab lab;

    @BeforeAll
    static void start() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .setting("async_insert", "1")
                                .setting("deduplicate_insert", "disable")
                                .setting("insert_deduplicate", "0")
                                .setting("materialized_views_ignore_errors", "1")
                                .setting("max_insert_threads", "4")
                                .setting("max_insert_block_size", "3"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        db = server.database();
        db.execute(WINDOWED);
        lab = new CommitLab(db, spool);
    }

    @Test
    void aProfileThatTurnsDeduplicationOffIsOverruled() throws Exception {
        Committable block = block().inline().inDoubt().seal();
        lab.commit(block);
        lab.commit(block().seal());
        CommitLab elsewhere = new CommitLab(db, spool.resolve("no-ledger-here"));
        elsewhere.commit(block);

        assertThat(rows()).isEqualTo(20);
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        Committable block = block().inDoubt().seal();
        server.kill();
        CompletableFuture<Void> commit = commitInBackground(block);
        server.restart();

        commit.get(60, TimeUnit.SECONDS);

        assertThat(rows()).isEqualTo(10);
    }

    @Test
    void serversThatDoNotShareDataAreRefused() {
        try (ClickHouseServer other = ClickHouseServer.start()) {
            other.execute("CREATE DATABASE " + db.name());
            other.execute(WINDOWED.replace("windowed", db.name() + ".windowed"));
            ConnectionConfig both =
                    ConnectionConfig.parse(
                            "http://127.0.0.1:"
                                    + server.httpPort()
                                    + ",127.0.0.1:"
                                    + other.httpPort());

            assertThatThrownBy(() -> check(both))
                    .hasMessageContaining("'url' leads to 2 servers")
                    .hasMessageContaining("Name a single server, or use a replicated table");
        }
    }

    @Test
    void aLoadBalancerBeforeSuchServersIsRefused() {
        try (ClickHouseServer other = ClickHouseServer.start();
                FaultProxy balancer = FaultProxy.to(server.httpPort(), other.httpPort())) {
            other.execute("CREATE DATABASE " + db.name());
            other.execute(WINDOWED.replace("windowed", db.name() + ".windowed"));

            assertThatThrownBy(() -> check(ConnectionConfig.parse(balancer.url())))
                    .hasMessageContaining("'url' leads to 2 servers")
                    .hasMessageContaining("Name a single server, or use a replicated table");
        }
    }

    private void check(ConnectionConfig connection) throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            GuaranteeCheck.check(
                    TableReader.noting(client, connection, lab.path("windowed")),
                    connection,
                    ExactlyOnceConfig.at("file:///unused"));
        }
    }

    private CompletableFuture<Void> commitInBackground(Committable block) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        lab.commit(block);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private CommitLab.Sealer block() {
        return lab.block("windowed", "a", "SELECT number AS a FROM numbers(10)");
    }

    private long rows() {
        return Long.parseLong(db.query("SELECT count() FROM windowed").get(0).get(0));
    }
}
