// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.storage;

import java.util.EnumMap;
import java.util.Map;

/** Counts the requests to a bucket. */
public final class Requests {

    /** What a request asks for. */
    public enum Kind {
        PUT,
        GET,
        HEAD,
        LIST,
        DELETE
    }

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    synchronized void count(Kind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    /** Returns how many there were of this kind since the last {@link #reset}. */
    public synchronized int of(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    public synchronized int all() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public synchronized void reset() {
        counts.clear();
    }

    @Override
    public synchronized String toString() {
        return counts.toString();
    }
}
