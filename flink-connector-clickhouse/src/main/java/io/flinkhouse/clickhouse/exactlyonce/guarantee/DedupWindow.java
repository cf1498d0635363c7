// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.annotation.Internal;

/**
 * The deduplication window of a table: the number of inserts and the time for which the server
 * remembers tokens.
 *
 * @param blocks the number of newest inserts that it remembers (per partition if replicated, else
 *     per table); 0 for none
 * @param seconds the time that it remembers them, before the newest insert; 0 for no limit
 */
@Internal
public record DedupWindow(long blocks, long seconds) {

    public static final DedupWindow NONE = new DedupWindow(0, 0);

    /** The maximum assumed difference between the clocks of writer, committer and server. */
    private static final long SKEW_SECONDS = 60;

    public boolean exists() {
        return blocks > 0;
    }

    /**
     * Returns whether the server certainly still remembers the token of a block.
     *
     * @param ageSeconds since the block was sealed
     * @param insertsSince an upper bound of the inserts since then
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
