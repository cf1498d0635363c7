// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A database of one name on each replica. Its replicated tables are created on each replica by
 * itself, so they have a UUID per replica, as where nobody uses {@code ON CLUSTER}.
 */
public final class ReplicatedDatabase implements AutoCloseable {

    /** The arguments of a replicated engine, which make tables of one name one table. */
    public static final String REPLICA = "'/tests/{database}/{table}', '{replica}'";

    private final List<ClickHouseHttp> replicas;
    private final List<ClickHouseDatabase> databases;

    ReplicatedDatabase(List<ClickHouseHttp> replicas) {
        String name = "t_" + UUID.randomUUID().toString().replace('-', '_');
        this.replicas = replicas;
        this.databases =
                replicas.stream().map(replica -> new ClickHouseDatabase(replica, name)).toList();
    }

    public String name() {
        return databases.get(0).name();
    }

    /** The database on one replica, the first of which is 0. */
    public ClickHouseDatabase on(int replica) {
        return databases.get(replica);
    }

    /** Runs a statement on each replica. */
    public void execute(String sql) {
        databases.forEach(database -> database.execute(sql));
    }

    /** How the connector reaches these replicas, in this order; all of them where none is named. */
    public ConnectionConfig connection(int... chosen) {
        IntStream order =
                chosen.length == 0 ? IntStream.range(0, replicas.size()) : Arrays.stream(chosen);
        List<Endpoint> endpoints =
                order.mapToObj(replica -> on(replica).connection().endpoints().get(0)).toList();
        return on(0).connection().withEndpoints(endpoints);
    }

    /** Keeps a replica from fetching the parts of others, so that it lags behind. */
    public void stopFetches(int replica, String table) {
        on(replica).execute("SYSTEM STOP FETCHES " + table);
    }

    public void startFetches(int replica, String table) {
        on(replica).execute("SYSTEM START FETCHES " + table);
    }

    /** Waits until a replica has all rows that are in the table now. */
    public void sync(int replica, String table) {
        on(replica).execute("SYSTEM SYNC REPLICA " + table + " LIGHTWEIGHT");
    }

    /** The first field of the first row that a replica answers. */
    public String value(int replica, String sql) {
        return on(replica).query(sql).get(0).get(0);
    }

    /** Drops it on each replica that runs. */
    @Override
    public void close() {
        for (int i = 0; i < replicas.size(); i++) {
            if (replicas.get(i).ping()) {
                databases.get(i).close();
            }
        }
    }
}
