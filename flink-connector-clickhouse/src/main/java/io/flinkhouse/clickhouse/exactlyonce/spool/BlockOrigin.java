// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

/**
 * Tells which attempt of a writer completed a block, and when.
 *
 * @param directory of the attempt's files: its spooled blocks, and the ledger of all its blocks,
 *     wherever the spool is when they are committed. Earlier versions of the connector wrote the
 *     sink's uid alone: a directory below the present root of the spool
 * @param epoch the checkpoint that the sealing attempt was restored from, or {@link #NEW}. A block
 *     kept in checkpoint <i>n</i> was sealed by an attempt restored from a checkpoint before
 *     <i>n</i>; so a committer restored from <i>n</i> knows its own attempt's blocks by the epoch
 *     <i>n</i>, and all others may already be committed
 * @param sealedAt milliseconds since 1970, by the clock of the sealing machine
 */
@Internal
public record BlockOrigin(String directory, long epoch, long sealedAt) {

    /** The epoch of a start without state. */
    public static final long NEW = -1;
}
