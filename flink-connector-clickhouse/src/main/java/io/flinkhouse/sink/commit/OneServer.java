// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.Endpoint;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.schema.TargetTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds addresses that lead to servers which do not share data. A retry that goes to another such
 * server is stored twice, and a block in doubt is not found there.
 */
final class OneServer {

    private static final Logger LOG = LoggerFactory.getLogger(OneServer.class);

    /** A load balancer shows itself by answering for different servers. */
    private static final int CONNECTIONS = 3;

    private OneServer() {}

    static void require(ConnectionConfig connection, TargetTable table) throws ClickHouseException {
        if (table.engine().isReplicated()) {
            return; // replicas share rows and the memory of tokens
        }
        Set<String> servers = new TreeSet<>();
        for (Endpoint endpoint : connection.endpoints()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                servers.addAll(serverAt(connection.withEndpoints(List.of(endpoint)), table));
            }
        }
        if (servers.size() > 1) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "'url' leads to "
                            + servers.size()
                            + " servers, but "
                            + table.path()
                            + " ("
                            + table.engine().name()
                            + ") is a different table on each: exactly-once needs one. Name a single"
                            + " server, or use a replicated table.");
        }
    }

    /** A server's identity and the table's: either may be the same on two servers, hardly both. */
    private static List<String> serverAt(ConnectionConfig single, TargetTable table)
            throws ClickHouseException {
        try (ClickHouseClient client = new ClickHouseClient(single, 1)) {
            return client
                    .query(
                            "SELECT toString(serverUUID()) || ' ' || toString(uuid) FROM system.tables"
                                    + " WHERE database = {db:String} AND name = {table:String}",
                            Map.of(
                                    "param_db", table.path().database(),
                                    "param_table", table.path().table()))
                    .stream()
                    .flatMap(List::stream)
                    .toList();
        } catch (ClickHouseException e) {
            if (e.kind() != FailureKind.RETRY) {
                throw e;
            }
            LOG.warn(
                    "{} does not answer, so it is not known whether it shares data with the other"
                            + " servers of 'url'",
                    single.endpoints());
            return List.of();
        }
    }
}
