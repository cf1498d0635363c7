// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.annotation.Internal;

/**
 * The deduplication window of a table: how many inserts, and for how long, the server remembers
 * tokens.
 *
 * @param blocks the newest inserts it remembers (of a partition where replicated, else of the
 *     table); 0 for none
 * @param seconds for how long, against the newest insert; 0 for no limit
 */
@Internal
public record DedupWindow(long blocks, long seconds) {

    public static final DedupWindow NONE = new DedupWindow(0, 0);

    /** Clocks of sealing machine, committer and server may differ by this much. */
    private static final long SKEW_SECONDS = 60;

    public boolean exists() {
        return blocks > 0;
    }

    /**
     * Returns whether the server certainly still remembers the token of a block.
     *
     * @param ageSeconds since the block was sealed
     * @param insertsSince at most so many inserts have come since
     */
    public boolean covers(long ageSeconds, long insertsSince) {
        return exists()
                && insertsSince < blocks
                && (seconds == 0 || ageSeconds + SKEW_SECONDS < seconds);
    }

    @Override
    public String toString() {
        return blocks + " blocks" + (seconds == 0 ? "" : ", " + seconds + " s");
    }
}
