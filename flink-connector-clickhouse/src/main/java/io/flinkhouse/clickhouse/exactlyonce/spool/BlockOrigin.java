// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

/**
 * The writer attempt that sealed a block.
 *
 * @param sinkUid groups the files of one sink's lineage; for clean-up only
 * @param epoch the checkpoint that the sealing attempt was restored from, or {@link #NEW}. A block
 *     kept in checkpoint <i>n</i> was sealed by an attempt restored from a checkpoint before
 *     <i>n</i>; so a committer restored from <i>n</i> knows its own attempt's blocks by the epoch
 *     <i>n</i>, and all others may already be committed
 * @param sealedAt milliseconds since 1970, by the clock of the sealing machine
 */
@Internal
public record BlockOrigin(String sinkUid, long epoch, long sealedAt) {

    /** The epoch of a start without state. */
    public static final long NEW = -1;
}
