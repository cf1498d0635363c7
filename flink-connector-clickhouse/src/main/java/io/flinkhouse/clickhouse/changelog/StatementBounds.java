// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import org.apache.flink.annotation.Internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The bounds that keep a keyed statement which the network delays from changing later rows, and the
 * check of its effect.
 *
 * @param highestBlock a query for the highest block number of the table; empty where the statement
 *     applies to rows of all blocks
 * @param hasDeadline whether the server refuses the statement when it arrives late
 * @param skew by which the clocks of the servers may differ
 * @param seesKeys whether the user may read the key, so that the rows a DELETE leaves can be
 *     counted
 */
@Internal
public record StatementBounds(
        Optional<String> highestBlock, boolean hasDeadline, Duration skew, boolean seesKeys) {

    static final StatementBounds NONE =
            new StatementBounds(Optional.empty(), false, Duration.ZERO, false);

    /** The query for the time of the server, in milliseconds. */
    public static final String CLOCK = "SELECT toUnixTimestamp64Milli(now64(3))";

    /**
     * With it, the server evaluates a deadline when a statement arrives, and not when a mutation
     * runs.
     */
    static final Map<String, String> ON_ARRIVAL =
            Map.of("mutations_execute_subqueries_on_initiator", "1");

    /** Returns the settings of a statement with these bounds. */
    public Map<String, String> settings() {
        return hasDeadline ? ON_ARRIVAL : Map.of();
    }
}
