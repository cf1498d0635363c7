// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

/**
 * The state of a table at the start, as far as it decides how long its window lasts and what the
 * loss of a replica costs.
 *
 * @param partitions that recent inserts went to; at least 1
 * @param replicas at least so many; 1 where the engine has none of its own
 * @param quorum whether an insert waits for more than one of them
 */
@Internal
public record TableState(long partitions, long replicas, boolean quorum) {

    static TableState of(TableGuarantees table, InDoubtQueries queries, ConnectionConfig connection)
            throws ClickHouseException {
        boolean counted = Guarantee.of(table) == Guarantee.WINDOW && table.isPartitioned();
        long partitions = counted ? queries.recentPartitions(table) : 1;
        if (!InDoubtQueries.isReplica(table.target())) {
            return new TableState(partitions, 1, true);
        }
        return new TableState(
                partitions,
                Math.max(connection.endpoints().size(), replicas(table, queries)),
                queries.isQuorum());
    }

    /** A user who may not see the state of replicas has named those of the address. */
    private static long replicas(TableGuarantees table, InDoubtQueries queries)
            throws ClickHouseException {
        try {
            return queries.replicas(table);
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            return 1;
        }
    }

    /** Returns whether an acknowledged block may be on a single replica, and go with it. */
    boolean losesWithAReplica() {
        return replicas > 1 && !quorum;
    }
}
