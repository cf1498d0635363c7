// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.ArrayList;
import java.util.List;

/** A replicated table on two servers, both in {@code url}; each insert waits for both. */
final class Replicas extends RowShape {

    private static final int COUNT = 2;

    private Servers servers;

    @Override
    Servers start(ClickHouseOptions options) {
        ClickHouseReplicas replicas = ClickHouseReplicas.start(COUNT, options);
        List<ClickHouseServer> all = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            all.add(replicas.replica(i));
        }
        servers = new Servers(all, replicas::close);
        return servers;
    }

    @Override
    void createTables(ClickHouseServer first) {
        for (ClickHouseServer server : servers.all()) {
            server.execute(
                    "CREATE TABLE "
                            + TARGET
                            + " (id UInt64, payload String"
                            + FENCE
                            + ") ENGINE = ReplicatedMergeTree('/clickhouse/tables/target', '{replica}')"
                            + " PARTITION BY id % 3 ORDER BY id");
        }
    }

    @Override
    List<String> jobs(JobSql sql) {
        return List.of(
                sql.topic("(id BIGINT, payload STRING)", JobSql.JSON)
                        + sql.exactlyOnce("target", JobSql.ROWS, "'settings.insert_quorum' = '2'")
                        + JobSql.insert("target", JobSql.SELECT_ROWS + sql.topic()));
    }

    /** Both replicas, once each has fetched everything. */
    @Override
    List<Comparison> compare(long messages) {
        List<Comparison> all = new ArrayList<>();
        for (ClickHouseServer server : servers.all()) {
            server.execute("SYSTEM SYNC REPLICA " + TARGET);
            all.add(new IdCounts(server.url()).compare(TARGET, messages));
        }
        return all;
    }
}
