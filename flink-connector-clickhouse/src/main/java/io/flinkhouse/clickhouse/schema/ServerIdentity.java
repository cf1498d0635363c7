// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out whether one address leads to several servers. It sends queries over separate
 * connections, because a load balancer chooses a server for each connection, and each response
 * contains the identity of its server.
 */
@Internal
public final class ServerIdentity {

    /** The number of connections after which a load balancer would have shown a second server. */
    private static final int CONNECTIONS = 3;

    private static final String MARK = " server of ";

    private final ConnectionConfig connection;

    /** The servers that have shown each table. */
    private final Map<TablePath, Set<String>> servers = new LinkedHashMap<>();

    private int connections;

    ServerIdentity(ConnectionConfig connection) {
        this.connection = connection;
    }

    public ServerIdentity(ConnectionConfig connection, TablePath table) {
        this(connection);
        expect(table);
    }

    /** Adds a table by which servers are told apart. */
    void expect(TablePath table) {
        servers.putIfAbsent(table, new TreeSet<>());
    }

    /** Returns whether more connections are needed to decide. */
    public boolean isOpen() {
        return connections < CONNECTIONS;
    }

    /**
     * Returns the identities of the servers that have shown the table: the UUIDs of server and
     * table, because two servers may share one of them, but hardly both.
     */
    public Set<String> servers(TablePath table) {
        return servers.get(table);
    }

    /**
     * Adds the server that the client's own connection has reached.
     *
     * @param tableUuids the UUIDs of its tables
     */
    void note(String server, Map<TablePath, String> tableUuids) {
        tableUuids.forEach((table, uuid) -> add(table, server + ' ' + uuid));
        connections = Math.max(connections, 1);
    }

    private void add(TablePath table, String server) {
        if (servers.containsKey(table)) {
            servers.get(table).add(server);
        }
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
            Map<String, TablePath> marks = new HashMap<>();
            servers.keySet().forEach(table -> marks.put(MARK + table, table));
            for (List<String> row : client.query(before + identities(), settings)) {
                TablePath table = marks.get(row.get(0));
                if (table == null) {
                    rows.add(row);
                } else {
                    add(table, row.get(1));
                }
            }
        }
        connections++;
        return rows;
    }

    private String identities() {
        return servers.keySet().stream()
                .map(ServerIdentity::identity)
                .collect(Collectors.joining(" UNION ALL "));
    }

    private static String identity(TablePath table) {
        return "SELECT "
                + Literals.quote(MARK + table)
                + ", toString(serverUUID()) || ' ' || toString(uuid) FROM system.tables WHERE"
                + " database = "
                + Literals.quote(table.database())
                + " AND name = "
                + Literals.quote(table.table());
    }
}
