// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.schema.ServerIdentity;
import io.flinkhouse.clickhouse.schema.TableDescription;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses addresses that lead to several servers without shared data: a retry on another server
 * would store a block twice, and a block in doubt would not be found there.
 */
final class SingleServerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SingleServerCheck.class);

    private SingleServerCheck() {}

    /**
     * Checks the addresses.
     *
     * @param seen the servers that responded so far, if there is only one address
     */
    static void require(
            ConnectionConfig connection, TableDescription table, Optional<ServerIdentity> seen)
            throws ClickHouseException {
        if (table.engine().isReplicated()) {
            return; // replicas share rows and deduplication tokens
        }
        Set<String> servers = new TreeSet<>();
        for (Endpoint endpoint : connection.endpoints()) {
            ConnectionConfig single = connection.withEndpoints(List.of(endpoint));
            ServerIdentity identity =
                    seen.orElseGet(() -> new ServerIdentity(single, table.path()));
            look(identity, single);
            servers.addAll(identity.servers(table.path()));
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

    private static void look(ServerIdentity identity, ConnectionConfig single)
            throws ClickHouseException {
        try {
            while (identity.isOpen()) {
                identity.look();
            }
        } catch (ClickHouseException e) {
            if (e.kind() != FailureKind.RETRY) {
                throw e;
            }
            LOG.warn(
                    "{} does not respond, so the connector cannot check that it shares data"
                            + " with the other servers of 'url'. Remove it from 'url' if it does not",
                    single.endpoints());
        }
    }
}
