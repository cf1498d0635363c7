// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.source.split.BlockRange;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The splits that no reader has: those of the rows that the table had at the start, which any
 * reader may read, and ranges of inserts, which are read in the order of their numbers.
 */
final class WaitingSplits {

    private static final Comparator<BlockOffset> BY_NUMBER =
            Comparator.comparingLong(BlockOffset::block).thenComparingLong(BlockOffset::offset);

    private final Deque<TableSplit> rows = new ArrayDeque<>();
    private final Set<TableSplit> ranges = new LinkedHashSet<>();

    private static BlockRange range(TableSplit split) {
        return split.blocks().orElseThrow();
    }

    void addAll(Collection<TableSplit> splits) {
        splits.forEach(split -> (split.blocks().isPresent() ? ranges : rows).add(split));
    }

    int size() {
        return rows.size() + ranges.size();
    }

    /** Returns and removes a split of the rows that the table had. */
    Optional<TableSplit> takeRows() {
        return Optional.ofNullable(rows.poll());
    }

    boolean hasRows() {
        return !rows.isEmpty();
    }

    /** Returns and removes the range with the lowest numbers in one of these partitions. */
    Optional<TableSplit> takeRange(Predicate<String> partition) {
        Optional<TableSplit> first =
                ranges.stream()
                        .filter(split -> partition.test(range(split).partition()))
                        .min(Comparator.comparing(split -> range(split).from(), BY_NUMBER));
        first.ifPresent(ranges::remove);
        return first;
    }

    List<TableSplit> all() {
        return Stream.concat(rows.stream(), ranges.stream()).toList();
    }
}
