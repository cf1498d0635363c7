// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.annotation.Internal;

import java.util.Map;
import java.util.Optional;

/** Reads the mutations of a table, which may have removed the rows of a block. */
@Internal
public final class MutationQueries {

    private final ClickHouseClient client;
    private final Map<String, String> deciding;

    /**
     * @param deciding the settings of such a query that the server knows
     */
    public MutationQueries(ClickHouseClient client, Map<String, String> deciding) {
        this.client = client;
        this.deciding = deciding;
    }

    /**
     * Names the last mutation of a table since a block was sealed; empty where there was none, and
     * where the user may not see any.
     *
     * @param sealedAtMillis by the clock of the server, or earlier
     */
    public Optional<String> last(TableDescription table, long sealedAtMillis)
            throws ClickHouseException {
        String sql =
                "SELECT mutation_id, toString(create_time) FROM system.mutations WHERE "
                        + InDoubtQueries.isTable(table)
                        + " AND create_time >= toDateTime("
                        + Math.max(0, Math.floorDiv(sealedAtMillis, 1000L))
                        + ") ORDER BY create_time DESC LIMIT 1";
        try {
            return client.query(sql, deciding).stream()
                    .findFirst()
                    .map(row -> "the mutation '" + row.get(0) + "' of " + row.get(1));
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.ACCESS_DENIED.code()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
