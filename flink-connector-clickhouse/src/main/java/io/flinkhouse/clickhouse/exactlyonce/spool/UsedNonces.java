// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the nonces of the fences that sinks have written to a table within the last hour. Another
 * sink with the same nonce could give a block the fence of one of these, and a block in doubt would
 * then seem to be in the table.
 */
@Internal
public final class UsedNonces {

    private static final long SECONDS = 3600;

    /** Reads as much as takes a second or so; a sink that is active is among the first. */
    private static final Map<String, String> NOT_ALL =
            Map.of("max_rows_to_read", "200000000", "read_overflow_mode", "break");

    private UsedNonces() {}

    /**
     * Returns the attempt, with another nonce if a sink uses that one in the same subtask.
     *
     * @param deciding the settings of a query that decides on blocks, which the server knows
     * @param fenceColumn readable for the user
     */
    public static WriterAttempt avoid(
            ClickHouseClient client,
            Map<String, String> deciding,
            TablePath table,
            String fenceColumn,
            WriterAttempt attempt)
            throws ClickHouseException {
        Map<String, String> settings = new HashMap<>(deciding);
        settings.putAll(NOT_ALL);
        String query = used(table, Identifiers.quote(fenceColumn), attempt.subtask());
        Set<Long> used =
                client.query(query, settings).stream()
                        .map(row -> Long.valueOf(row.get(0)))
                        .collect(Collectors.toSet());
        long nonce = FenceSequence.nonce(attempt.nonce());
        while (used.contains(nonce) && used.size() <= FenceSequence.MAX_NONCE) {
            nonce = FenceSequence.nonce(nonce + 1);
        }
        return attempt.withNonce(nonce);
    }

    private static String used(TablePath table, String fence, int subtask) {
        long since = System.currentTimeMillis() / 1000 - SECONDS;
        return "SELECT DISTINCT "
                + FenceSequence.nonceOf(fence)
                + " FROM "
                + table
                + " WHERE "
                + fence
                + " >= "
                + FenceSequence.firstAt(since)
                + " AND "
                + FenceSequence.subtaskOf(fence)
                + " = "
                + subtask;
    }
}
