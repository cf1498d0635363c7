// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.config.BlockOffset;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;

/**
 * The first place of each partition that no split has.
 *
 * @param others the place in partitions that are not named
 */
@Internal
public record BlockCursors(BlockOffset others, Map<String, BlockOffset> partitions) {

    public BlockCursors {
        partitions = Map.copyOf(partitions);
    }

    /** Returns the place in a partition. */
    public BlockOffset in(String partition) {
        return partitions.getOrDefault(partition, others);
    }

    /** Returns the cursors behind these ranges. */
    public BlockCursors behind(Iterable<BlockRange> ranges) {
        Map<String, BlockOffset> moved = new HashMap<>(partitions);
        ranges.forEach(range -> moved.put(range.partition(), new BlockOffset(range.upTo() + 1, 0)));
        return new BlockCursors(others, moved);
    }
}
