// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the refused parts of a block by halving: the first of them, then on behind it with as many
 * parts as that took. So a few are found in the logarithm of the block, and where all are refused
 * each takes one trial.
 */
final class Bisection {

    /** Tries some parts that stand together. */
    interface Trial {
        /** Why they are refused; empty if they are taken. */
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

    /** The parts that are refused alone, by position, each with the reason. */
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

    /** Where the first one may be that is to blame for a refusal; kept if it is. */
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
