// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the numbers of inserts that a replicated table has not, and never will have.
 *
 * <p>A replicated table numbers an insert before it is visible, so that a later number may be seen
 * first. Missing is also the number of an insert that failed, and of a mutation. A missing number
 * is closed when these three hold:
 *
 * <ul>
 *   <li>A higher one was seen long ago, so that no insert that may still succeed has it.
 *   <li>After that, the replica has taken the whole log into its queue.
 *   <li>The queue has no insert of the partition with this number or a lower one.
 * </ul>
 */
final class ClosedGaps {

    private final Duration longestInsert;
    private final Map<String, Deque<Seen>> seen = new HashMap<>();
    private final Map<String, Long> closed = new HashMap<>();
    private Candidates candidates;

    /** The highest number of a partition at a time. */
    private record Seen(long nanos, long number) {}

    /**
     * Numbers that are closed when the log up to an entry is applied.
     *
     * @param below for each partition, the first number that is not among them
     */
    private record Candidates(long entry, Map<String, Long> below) {}

    ClosedGaps(Duration longestInsert) {
        this.longestInsert = longestInsert;
    }

    /**
     * Learns from a poll.
     *
     * @return whether the log of an earlier poll is applied since
     */
    boolean learn(Poll poll) {
        Map<String, Long> old = new HashMap<>();
        poll.parts().forEach((partition, parts) -> old.put(partition, old(partition, parts, poll)));
        if (poll.log().isEmpty()) {
            return false;
        }
        ReplicaLog log = poll.log().get();
        boolean applied = candidates != null && log.pointer() > candidates.entry();
        if (applied) {
            candidates.below().forEach((partition, number) -> close(partition, number, log));
        }
        if (applied || candidates == null) {
            candidates = new Candidates(log.last(), old);
        }
        return applied;
    }

    private void close(String partition, long below, ReplicaLog log) {
        long unfetched = log.queued().getOrDefault(partition, Long.MAX_VALUE);
        closed.merge(partition, Math.min(below, unfetched), Math::max);
    }

    /** Returns the highest number that was seen long ago. */
    private long old(String partition, List<PartSpan> parts, Poll poll) {
        Deque<Seen> times = seen.computeIfAbsent(partition, any -> new ArrayDeque<>());
        long number = 0;
        for (PartSpan part : parts) {
            if (part.ageSeconds() > longestInsert.toSeconds()) {
                number = Math.max(number, part.max());
            }
        }
        long highest = parts.get(parts.size() - 1).max();
        if (times.isEmpty() || times.getLast().number() < highest) {
            times.add(new Seen(poll.nanos(), highest));
        }
        Seen last = null;
        while (!times.isEmpty() && isOld(times.getFirst(), poll)) {
            last = times.removeFirst();
        }
        if (last != null) {
            times.addFirst(last);
            number = Math.max(number, last.number());
        }
        return number;
    }

    private boolean isOld(Seen time, Poll poll) {
        return poll.nanos() - time.nanos() > longestInsert.toNanos();
    }

    /** Returns the first number of a partition that is not known to be closed. */
    long below(String partition) {
        return closed.getOrDefault(partition, 0L);
    }
}
