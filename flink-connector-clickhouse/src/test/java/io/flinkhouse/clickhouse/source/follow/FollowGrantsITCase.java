// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.source.enumerator.ScannedTable;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what a user must be allowed to read. */
@ExtendWith(ShowLogs.class)
class FollowGrantsITCase {

    private static final String DATABASE = "followed";
    private static final TablePath PATH = new TablePath(DATABASE, "t");
    private static final BlockCursors START = new BlockCursors(BlockOffset.FIRST, Map.of());

    private static ClickHouseServer server;
    private static ClickHouseDatabase db;

    @BeforeAll
    static void start() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .userXml(user("poller", "SHOW TABLES, SHOW COLUMNS"))
                                .userXml(
                                        user(
                                                "reader",
                                                "SELECT(id, _block_number, _block_offset, _part,"
                                                        + " _partition_id)")));
        db = server.database(DATABASE);
        db.execute(
                "CREATE TABLE t (id Int64, secret String) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        db.execute("INSERT INTO t VALUES (7, 'x')");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The user may not read the table, and so sees only what system tables tell. */
    @Test
    void aPollReadsNoRowsOfTheTable() throws Exception {
        try (ClickHouseClient client = client("poller")) {
            assertThat(FollowRules.check(client, PATH)).isFalse();
            FollowedTable table = new FollowedTable(client, PATH, false);
            String id = ScannedTable.read(client, PATH).toString();
            assertThat(table.poll(id, START).parts().get("all")).hasSize(1);
            assertThat(table.highest()).isEqualTo(1);
            BlockCursors end = new BlockCursors(new BlockOffset(2, 0), Map.of());
            assertThat(table.poll(id, end).parts()).isEmpty();
        }
    }

    @Test
    void theSelectedAndTheNumberingColumnsAreEnough() throws Exception {
        BlockRange range = new BlockRange("all", new BlockOffset(1, 0), 1);
        try (ClickHouseClient client = client("reader")) {
            RangeParts parts = RangeParts.of(client, PATH, range);
            parts.requireOwnNumbers(client);
            assertThat(
                            client.query(
                                    "SELECT id FROM t WHERE "
                                            + range.condition()
                                            + " AND "
                                            + parts.condition()
                                            + " ORDER BY _block_number, _block_offset"))
                    .hasSize(1);
            assertThat(parts.areActive(client)).isTrue();
        }
    }

    private static ClickHouseClient client(String user) {
        return new ClickHouseClient(
                new ConnectionConfig(
                        db.connection().endpoints(),
                        user,
                        new Secret(""),
                        DATABASE,
                        Map.of(),
                        Map.of()),
                1);
    }

    private static String user(String name, String privileges) {
        return "<%1$s><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota><grants><query>GRANT %2$s ON followed.t</query><query>GRANT SELECT ON system.parts</query></grants></%1$s>"
                .formatted(name, privileges);
    }
}
