// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the refused parts of a block by bisection: the first one, then the next in a range as long
 * as that search took. A few refused parts cost a number of trials logarithmic in the block size
 * each; if all are refused, each costs one trial.
 */
final class Bisection {

    /** Tests a range of parts. */
    interface Trial {
        /** Returns the error with which the parts are refused; empty if they are accepted. */
        Optional<ClickHouseException> refusal(int from, int to)
                throws ClickHouseException, InterruptedException;
    }

    private final int parts;
    private final Trial trial;
    private final Map<Integer, ClickHouseException> refused = new TreeMap<>();

    private Bisection(int parts, Trial trial) {
        this.parts = parts;
        this.trial = trial;
    }

    /** Returns the parts that are refused alone, by position, each with its error. */
    static Map<Integer, ClickHouseException> refused(int parts, Trial trial)
            throws ClickHouseException, InterruptedException {
        Bisection bisection = new Bisection(parts, trial);
        bisection.search();
        return bisection.refused;
    }

    private void search() throws ClickHouseException, InterruptedException {
        int from = 0;
        int step = parts;
        while (from < parts) {
            int to = (int) Math.min(parts, (long) from + step);
            Optional<ClickHouseException> refusal = trial.refusal(from, to);
            if (refusal.isEmpty()) {
                step = 2 * (to - from);
                from = to;
            } else {
                int next = first(from, to, refusal.get()) + 1;
                step = next - from;
                from = next;
            }
        }
    }

    /** Returns the first candidate in a refused range, and records it if it is refused alone. */
    private int first(int from, int to, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException {
        int low = from;
        int high = to;
        ClickHouseException last = refusal;
        boolean alone = to - from == 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            Optional<ClickHouseException> half = trial.refusal(low, middle);
            if (half.isPresent()) {
                high = middle;
                last = half.get();
                alone = middle - low == 1;
            } else {
                low = middle;
                alone = false;
            }
        }
        Optional<ClickHouseException> reason = alone ? Optional.of(last) : trial.refusal(low, high);
        if (reason.isPresent()) {
            refused.put(low, reason.get());
        }
        return low;
    }
}
