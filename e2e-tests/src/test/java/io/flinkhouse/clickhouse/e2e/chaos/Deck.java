// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Deals kinds of faults: each once per round, in a new random order each time. What one shape
 * leaves out, the next one gets.
 */
final class Deck {

    private final List<FaultKind> kinds;
    private final Random random;
    private final List<FaultKind> cards = new ArrayList<>();

    Deck(List<FaultKind> kinds, long seed) {
        this.kinds = kinds;
        this.random = new Random(seed);
    }

    /** The next kinds that are not left out; none if all are. */
    List<FaultKind> deal(int count, Collection<FaultKind> leftOut) {
        List<FaultKind> dealt = new ArrayList<>();
        if (leftOut.containsAll(kinds)) {
            return dealt;
        }
        while (dealt.size() < count) {
            int next = next(leftOut);
            if (next < 0) {
                List<FaultKind> round = new ArrayList<>(kinds);
                Collections.shuffle(round, random);
                cards.addAll(round);
            } else {
                dealt.add(cards.remove(next));
            }
        }
        return dealt;
    }

    private int next(Collection<FaultKind> leftOut) {
        for (int i = 0; i < cards.size(); i++) {
            if (!leftOut.contains(cards.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
