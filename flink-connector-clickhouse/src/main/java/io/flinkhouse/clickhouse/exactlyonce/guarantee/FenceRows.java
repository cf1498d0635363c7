// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.annotation.Internal;

/**
 * The rows of a table that carry a block's fence.
 *
 * @param settled those that certainly stay; the others are in parts of a replicated table so young
 *     that the server may still take them back
 */
@Internal
public record FenceRows(long all, long settled) {

    public static final FenceRows NONE = new FenceRows(0, 0);

    public boolean isEmpty() {
        return all == 0;
    }

    public boolean isSettled() {
        return settled == all;
    }
}
