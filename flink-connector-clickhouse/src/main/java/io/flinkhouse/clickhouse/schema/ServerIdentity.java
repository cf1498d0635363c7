// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out whether one address leads to several servers. It sends queries over separate
 * connections, because a load balancer chooses a server for each connection, and each response
 * contains the identity of its server.
 */
@Internal
public final class ServerIdentity {

    /** The number of connections after which a load balancer would have shown a second server. */
    private static final int CONNECTIONS = 3;

    private static final String MARK = " server";

    private final ConnectionConfig connection;
    private final TablePath table;
    private final Set<String> servers = new TreeSet<>();
    private int connections;

    public ServerIdentity(ConnectionConfig connection, TablePath table) {
        this.connection = connection;
        this.table = table;
    }

    /** Returns whether more connections are needed to decide. */
    public boolean isOpen() {
        return connections < CONNECTIONS;
    }

    /**
     * Returns the identities of servers: the UUIDs of server and table, because two servers may
     * share one of them, but hardly both.
     */
    public Set<String> servers() {
        return servers;
    }

    /** Adds the server that another connection has reached. */
    void note(String server, String tableUuid) {
        servers.add(server + ' ' + tableUuid);
        connections++;
    }

    /**
     * Runs a query over a new connection.
     *
     * @param sql two columns of text
     */
    List<List<String>> query(String sql, Map<String, String> settings) throws ClickHouseException {
        return ask(sql + " UNION ALL ", settings);
    }

    /** Reads only the identity, over a new connection. */
    public void look() throws ClickHouseException {
        ask("", Map.of());
    }

    private List<List<String>> ask(String before, Map<String, String> settings)
            throws ClickHouseException {
        List<List<String>> rows = new ArrayList<>();
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            for (List<String> row : client.query(before + identity(), settings)) {
                if (row.get(0).equals(MARK)) {
                    servers.add(row.get(1));
                } else {
                    rows.add(row);
                }
            }
        }
        connections++;
        return rows;
    }

    private String identity() {
        return "SELECT '"
                + MARK
                + "', toString(serverUUID()) || ' ' || toString(uuid) FROM system.tables WHERE"
                + " database = "
                + Literals.quote(table.database())
                + " AND name = "
                + Literals.quote(table.table());
    }
}
