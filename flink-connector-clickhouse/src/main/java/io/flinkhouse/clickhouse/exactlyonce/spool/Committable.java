// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.annotation.Internal;

/**
 * A sealed block that the committer sends after its checkpoint; Flink may pass it to the committer
 * more than once.
 */
@Internal
public record Committable(BlockMetadata block, PayloadLocation location) {

    public BlockId id() {
        return block.id();
    }
}
