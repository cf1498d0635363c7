// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static BlockRange range(long from, long upTo) {
        return new BlockRange("all", new BlockOffset(from, 0), upTo);
    }
}
