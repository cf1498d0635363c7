// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.annotation.Internal;

/**
 * The deduplication window of a table: how many inserts, and for how long, the server remembers
 * tokens.
 *
 * @param blocks the newest entries it remembers, one for each partition of each insert; 0 for none
 * @param seconds for how long, against the newest insert; 0 for no limit
 */
@Internal
public record DedupWindow(long blocks, long seconds) {

    public static final DedupWindow NONE = new DedupWindow(0, 0);

    /** The time of sealing and the server's clock may differ by this much. */
    static final long SKEW_SECONDS = 60;

    public boolean exists() {
        return blocks > 0;
    }

    /**
     * Returns whether the server certainly still remembers the token of a block. Where the block
     * seems to come from the future, its time proves nothing.
     */
    public boolean covers(Since sealed) {
        return exists()
                && sealed.ageSeconds() >= 0
                && sealed.entries() < blocks
                && (seconds == 0 || sealed.ageSeconds() + SKEW_SECONDS < seconds);
    }

    /**
     * The past of a table since a block was sealed, by the clock of the server.
     *
     * @param ageSeconds since it was sealed
     * @param entries at most so many have come to the server's memory of tokens since
     */
    public record Since(long ageSeconds, long entries) {}

    @Override
    public String toString() {
        return blocks + " blocks" + (seconds == 0 ? "" : ", " + seconds + " s");
    }
}
