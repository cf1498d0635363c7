// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.schema.Grants;
import io.flinkhouse.sql.Identifiers;

import java.util.List;

/**
 * Puts each question that a recovery would put, once and about nothing, so that a grant that is
 * missing shows at the start and not after the first failure.
 */
final class RecoveryGrants {

    private final Grants grants;
    private final DoubtQueries queries;
    private final String fenceColumn;

    RecoveryGrants(ClickHouseClient client, String fenceColumn) {
        this.grants = new Grants(client);
        this.queries = new DoubtQueries(client, fenceColumn);
        this.fenceColumn = fenceColumn;
    }

    /** What the user needs for a table that blocks of rows go to. */
    void require(Recipient table) throws ClickHouseException {
        String insert = "INSERT(" + Identifiers.quote(fenceColumn) + ") ON " + table.path();
        if (table.fence() && !grants.has(insert)) {
            throw grants.missing(insert, "Each row is to carry the number of its block.");
        }
        require(table, isCountedFor(table));
    }

    /** What the user needs for a table that blocks of messages go to. */
    void requireForMessages(Recipient table) throws ClickHouseException {
        boolean undecided = table.window().exists() && DoubtQueries.isPartitioned(table);
        require(table, undecided || isCountedFor(table));
    }

    /**
     * Where nothing but the token tells whether a block is there, and where a view that a crash
     * left short takes the block again.
     */
    private static boolean isCountedFor(Recipient table) {
        return table.window().exists()
                && (table.hasViews() || !table.fence() && !table.isIdempotent());
    }

    private void require(Recipient table, boolean counted) throws ClickHouseException {
        if (table.fence()) {
            grants.require(
                    () -> queries.rows(table, List.of()),
                    "SELECT("
                            + Identifiers.quote(fenceColumn)
                            + (DoubtQueries.isPartitioned(table) ? ", `_partition_id`" : "")
                            + ") ON "
                            + table.path(),
                    "The user may not read the fence column, so a block in doubt could not be looked"
                            + " up.");
        }
        if (counted) {
            grants.require(
                    () -> queries.countedSince(table, 0),
                    "SELECT ON system.parts",
                    "Without it nothing tells whether the server still remembers the token of a block"
                            + " in doubt. A fence column spares the grant where the table has no"
                            + " views.");
        }
        if (table.fence() && table.engine().isReplicated()) {
            grants.require(
                    () -> queries.replicas(table),
                    "SELECT ON system.replicas",
                    "Without it nothing tells whether a replica has seen a block in doubt.");
        }
    }
}
