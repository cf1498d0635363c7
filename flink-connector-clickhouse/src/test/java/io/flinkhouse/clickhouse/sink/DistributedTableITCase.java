// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A Distributed table, whose shard is another server. */
@ExtendWith(ShowLogs.class)
class DistributedTableITCase {

    private static final String CLUSTER =
            "<remote_servers><away><shard><replica><host>127.0.0.1</host><port>%d</port></replica>"
                    + "</shard></away></remote_servers>";

    /** The queue of the table would lose the rows with its server. */
    @Test
    void aCheckpointIsCompleteWhenTheShardHasTheRows() throws Exception {
        try (ClickHouseServer shard = ClickHouseServer.start();
                ClickHouseServer front =
                        ClickHouseServer.start(
                                ClickHouseOptions.DEFAULT.serverXml(
                                        CLUSTER.formatted(shard.tcpPort())))) {
            shard.execute("CREATE TABLE t (id Int64, name String) ENGINE = MergeTree ORDER BY id");
            front.execute(
                    "CREATE TABLE d (id Int64, name String) ENGINE ="
                            + " Distributed('away', 'default', 't', id)");
            front.execute("SYSTEM STOP DISTRIBUTED SENDS d");
            try (WriterHarness<RowData> task = WriterHarness.open(sink(front))) {
                Events.write(task, 0, 10);
                task.checkpoint();
                assertThat(shard.query("SELECT count() FROM t")).containsExactly(List.of("10"));
            }
            assertThat(counted(front, "id > 4")).isEqualTo(5);
        }
    }

    /** Counts rows of the table by Flink's SQL. */
    private static long counted(ClickHouseServer server, String condition) {
        TableEnvironment env =
                TableEnvironment.create(EnvironmentSettings.newInstance().inBatchMode().build());
        env.executeSql(
                "CREATE TABLE d (id BIGINT, name STRING) WITH ('connector' = 'clickhouse', 'url' ="
                        + " '"
                        + server.url()
                        + "', 'table-name' = 'd')");
        return (long)
                env.executeSql("SELECT COUNT(*) FROM d WHERE " + condition)
                        .collect()
                        .next()
                        .getField(0);
    }

    private static ClickHouseSink<RowData> sink(ClickHouseServer server) {
        return ClickHouseSink.<RowData>builder()
                .url(server.url())
                .table("default", "d")
                .flushInterval(Duration.ofHours(1))
                .rows(RowMapping.rowData())
                .build();
    }
}
