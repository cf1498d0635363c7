// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.enumerator.ScannedTable;
import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests what is asked about parts before and while they are read. */
@ExtendWith(ClickHouseExtension.class)
class RangePartsITCase {

    private ClickHouseDatabase db;
    private TablePath path;
    private ClickHouseClient client;

    @BeforeEach
    void create(ClickHouseDatabase database) {
        db = database;
        path = new TablePath(db.name(), "t");
        client = new ClickHouseClient(db.connection(), 1);
        db.execute(
                "CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        for (int i = 0; i < 4; i++) {
            db.execute("INSERT INTO t VALUES (" + i + ")");
        }
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aMergeBetweenListingAndReadingIsNoticed() throws Exception {
        RangeParts parts = RangeParts.of(client, path, range(2, 3));
        assertThat(parts.parts()).containsOnlyKeys("all_2_2_0", "all_3_3_0");
        assertThat(parts.areActive(client)).isTrue();
        db.execute("OPTIMIZE TABLE t FINAL");
        assertThat(parts.areActive(client)).isFalse();
        assertThat(RangeParts.of(client, path, range(2, 3)).parts()).containsOnlyKeys("all_1_4_1");
    }

    @Test
    void rowsThatAreGoneNeedNoPart() throws Exception {
        db.execute("TRUNCATE TABLE t");
        RangeParts parts = RangeParts.of(client, path, range(2, 3));
        assertThat(db.query("SELECT * FROM t WHERE " + parts.condition())).isEmpty();
        assertThat(parts.areActive(client)).isTrue();
    }

    /** Else all its rows would count as inserted again when it is attached. */
    @Test
    void aTableThatIsDetachedDuringAPollDoesNotCountAsEmpty() throws Exception {
        BlockCursors read = new BlockCursors(new BlockOffset(5, 0), Map.of()).at(4);
        try (FaultProxy proxy =
                        FaultProxy.to(URI.create(db.url()).getPort())
                                .onlyFor("GROUP BY partition_id")
                                .next(1, new Fault.HoldRequest());
                ClickHouseClient held = clientOf(proxy)) {
            String id = ScannedTable.read(client, path).toString();
            CompletableFuture<Poll> poll =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return new FollowedTable(held, path, false).poll(id, read);
                                } catch (ClickHouseException e) {
                                    throw new CompletionException(e);
                                }
                            });
            proxy.awaitHeld(1, Duration.ofSeconds(30));
            db.execute("DETACH TABLE t");
            proxy.release();
            assertThatThrownBy(poll::join).hasMessageContaining("does not exist");
            db.execute("ATTACH TABLE t");
            assertThat(new FollowedTable(client, path, false).poll(id, read).highest())
                    .isEqualTo(4);
        }
    }

    private ClickHouseClient clientOf(FaultProxy proxy) {
        return new ClickHouseClient(
                db.connection()
                        .withEndpoints(List.of(new Endpoint("127.0.0.1", proxy.port(), false, ""))),
                1);
    }

    private static BlockRange range(long from, long upTo) {
        return new BlockRange("all", new BlockOffset(from, 0), upTo);
    }
}
