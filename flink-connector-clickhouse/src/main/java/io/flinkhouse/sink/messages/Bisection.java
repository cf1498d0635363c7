// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.error.ClickHouseException;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the messages that are refused by themselves, by halving what is refused. */
final class Bisection {

    /** Tries some messages that stand together. */
    interface Trial {
        /** Why they are refused; empty if they are taken. */
        Optional<ClickHouseException> refusal(int from, int to)
                throws ClickHouseException, InterruptedException;
    }

    private final Trial trial;
    private final Map<Integer, ClickHouseException> refused = new TreeMap<>();

    private Bisection(Trial trial) {
        this.trial = trial;
    }

    /** The messages that are refused alone, by position, each with the reason. */
    static Map<Integer, ClickHouseException> refused(int messages, Trial trial)
            throws ClickHouseException, InterruptedException {
        Bisection bisection = new Bisection(trial);
        bisection.search(0, messages);
        return bisection.refused;
    }

    private void search(int from, int to) throws ClickHouseException, InterruptedException {
        Optional<ClickHouseException> refusal = trial.refusal(from, to);
        if (refusal.isEmpty()) {
            return;
        }
        if (to - from == 1) {
            refused.put(from, refusal.get());
            return;
        }
        int middle = (from + to) >>> 1;
        search(from, middle);
        search(middle, to);
    }
}
