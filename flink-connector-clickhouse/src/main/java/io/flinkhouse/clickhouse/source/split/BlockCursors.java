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
 * @param given the highest number that the table has given to an insert, as far as it is known
 * @param highest the highest number of a part at the last look; lower if newer parts were dropped
 */
@Internal
public record BlockCursors(
        BlockOffset others, Map<String, BlockOffset> partitions, long given, long highest) {

    public BlockCursors {
        partitions = Map.copyOf(partitions);
    }

    /** The cursors of a table whose numbers are not known yet. */
    public BlockCursors(BlockOffset others, Map<String, BlockOffset> partitions) {
        this(others, partitions, -1, -1);
    }

    /** Returns the place in a partition. */
    public BlockOffset in(String partition) {
        return partitions.getOrDefault(partition, others);
    }

    /** Returns the cursors behind these ranges. */
    public BlockCursors behind(Iterable<BlockRange> ranges) {
        Map<String, BlockOffset> moved = new HashMap<>(partitions);
        ranges.forEach(range -> moved.put(range.partition(), new BlockOffset(range.upTo() + 1, 0)));
        return new BlockCursors(others, moved, given, highest);
    }

    /**
     * Returns the cursors after a look at the highest number of a part. A server that restarts goes
     * on from the highest number that a part has, so that a table whose newest parts were dropped
     * before gives numbers again. The cursors move back before these, behind all parts of the last
     * look.
     */
    public BlockCursors at(long nowHighest) {
        if (!isGivenAgain(nowHighest)) {
            return new BlockCursors(others, partitions, Math.max(given, nowHighest), nowHighest);
        }
        Map<String, BlockOffset> moved = new HashMap<>();
        partitions.forEach((partition, place) -> moved.put(partition, again(place)));
        return new BlockCursors(again(others), moved, nowHighest, nowHighest);
    }

    /** Returns whether a part has a number that an earlier one had, which was dropped. */
    public boolean isGivenAgain(long nowHighest) {
        return nowHighest > highest && nowHighest <= given;
    }

    /** A place that no insert had before is one that the user chose. */
    private BlockOffset again(BlockOffset place) {
        boolean given = place.block() <= this.given + 1;
        return given && place.block() > highest + 1 ? new BlockOffset(highest + 1, 0) : place;
    }
}
