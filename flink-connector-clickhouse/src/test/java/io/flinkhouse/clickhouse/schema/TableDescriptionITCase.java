// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the descriptions of tables that are read from a server. */
@ExtendWith(ClickHouseExtension.class)
class TableDescriptionITCase {

    private static final String TABLE =
            "CREATE TABLE `it's` (z DateTime, `a b` UInt64 DEFAULT 1, m UInt64 MATERIALIZED `a b`,"
                    + " x UInt64 ALIAS m, v UInt32) ENGINE = ReplacingMergeTree(v) ORDER BY"
                    + " (intDiv(`a b`, 2), z) PARTITION BY toYYYYMM(z) SETTINGS"
                    + " non_replicated_deduplication_window = 7, merge_with_ttl_timeout = '7200'";

    @Test
    void engineKeysAndSettingsAreThere(ClickHouseDatabase db) throws Exception {
        db.execute(TABLE);
        TableDescription table = Targets.of(db, "it's");

        assertThat(table.engine()).isEqualTo(new TableEngine("ReplacingMergeTree", List.of("v")));
        assertThat(table.sortingKey()).containsExactly("intDiv(`a b`, 2)", "z");
        assertThat(table.partitionKey()).isEqualTo("toYYYYMM(z)");
        assertThat(table.setting("non_replicated_deduplication_window")).hasValue(7);
        assertThat(table.setting("deduplication_window")).isEmpty();
        assertThat(table.setting("merge_with_ttl_timeout")).hasValue(7200);
        assertThat(table.uuid()).hasSize(36);
        assertThat(table.timeZone()).isEqualTo(db.query("SELECT timezone()").get(0).get(0));
    }

    /** The server keeps what was written. */
    @Test
    void settingsAreThereHoweverTheyAreWritten(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE s (id Int64 COMMENT 'max_parts_in_total = 1', s String) ENGINE ="
                        + " ReplacingMergeTree ORDER BY (id, s = 'enable_block_offset_column = 1')"
                        + " SETTINGS enable_block_number_column = true, index_granularity = '64',"
                        + " non_replicated_deduplication_window= 0x7, merge_with_ttl_timeout = +5,"
                        + " storage_policy = 'default',"
                        + " allow_experimental_replacing_merge_with_cleanup='true',"
                        + " max_bytes_to_merge_at_max_space_in_pool = '1Gi'"
                        + " COMMENT 'max_parts_in_total = 1'");
        TableDescription table = Targets.of(db, "s");

        assertThat(table.setting("enable_block_number_column")).hasValue(1);
        assertThat(table.setting("index_granularity")).hasValue(64);
        assertThat(table.setting("non_replicated_deduplication_window")).hasValue(7);
        assertThat(table.setting("merge_with_ttl_timeout")).hasValue(5);
        assertThat(table.setting("allow_experimental_replacing_merge_with_cleanup")).hasValue(1);
        assertThat(table.setting("max_bytes_to_merge_at_max_space_in_pool")).hasValue(1L << 30);
        assertThat(table.setting("enable_block_offset_column")).isEmpty();
        assertThat(table.setting("max_parts_in_total")).isEmpty();
        db.execute("ALTER TABLE s MODIFY SETTING enable_block_offset_column = 'true'");
        assertThat(Targets.of(db, "s").setting("enable_block_offset_column")).hasValue(1);
    }

    @Test
    void columnsAreInTheirOrder(ClickHouseDatabase db) throws Exception {
        db.execute(TABLE);

        assertThat(Targets.of(db, "it's").columns())
                .containsExactly(
                        new ColumnDescription("z", "DateTime", "", "", true, true),
                        new ColumnDescription("a b", "UInt64", "DEFAULT", "1", true, false),
                        new ColumnDescription("m", "UInt64", "MATERIALIZED", "`a b`", false, false),
                        new ColumnDescription("x", "UInt64", "ALIAS", "m", false, false),
                        new ColumnDescription("v", "UInt32", "", "", false, false));
    }

    @Test
    void nullStandsForADefaultAlone(ClickHouseDatabase db) throws Exception {
        db.execute(TABLE);
        TableDescription table = Targets.of(db, "it's");

        assertThat(table.column("a b").orElseThrow().written()).hasToString("Nullable(UInt64)");
        assertThat(table.column("v").orElseThrow().written()).hasToString("UInt32");
    }

    @Test
    void viewsAreNamed(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (a Int64) ENGINE = Memory");
        db.execute("CREATE MATERIALIZED VIEW one ENGINE = Memory AS SELECT a FROM t");
        db.execute("CREATE MATERIALIZED VIEW `t'wo` ENGINE = Memory AS SELECT a FROM t");

        assertThat(Targets.of(db, "t").views())
                .containsExactlyInAnyOrder(
                        new TablePath(db.name(), "one"), new TablePath(db.name(), "t'wo"));
        assertThat(Targets.of(db, "t").uuid()).isNotEqualTo(Targets.of(db, "one").uuid());
    }

    @Test
    void oneRequestTellsItAll(ClickHouseDatabase db) throws Exception {
        db.execute(TABLE);
        try (FaultProxy proxy =
                FaultProxy.to(db.connection().endpoints().get(0).port()).onlyFor("")) {
            ConnectionConfig through =
                    ConnectionConfig.parse(proxy.url())
                            .withCredentials(db.username(), db.connection().password());
            try (ClickHouseClient client = new ClickHouseClient(through, 1)) {
                TableDescription.of(client, new TablePath(db.name(), "it's"));
            }
            assertThat(proxy.hits()).isEqualTo(1);
        }
    }

    @Test
    void aTableThatIsNotThereIsNamed(ClickHouseDatabase db) throws Exception {
        TablePath path = new TablePath(db.name(), "none");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            assertThat(TableDescription.find(client, path)).isEmpty();
            assertThatThrownBy(() -> TableDescription.of(client, path))
                    .isInstanceOf(ClickHouseException.class)
                    .hasMessageContaining("`none` does not exist")
                    .hasMessageContaining("GRANT INSERT ON " + path);
        }
    }
}
