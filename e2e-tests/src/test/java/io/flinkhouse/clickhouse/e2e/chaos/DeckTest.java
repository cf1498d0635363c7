// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DeckTest {

    private static final List<FaultKind> KINDS =
            List.of(FaultKind.KILL_KAFKA, FaultKind.CUT_ANSWER, FaultKind.RESCALE);

    @Test
    void dealsEachKindOncePerRound() {
        Deck deck = new Deck(KINDS, 1);

        assertThat(deck.deal(3, List.of())).containsExactlyInAnyOrderElementsOf(KINDS);
        assertThat(deck.deal(3, List.of())).containsExactlyInAnyOrderElementsOf(KINDS);
    }

    @Test
    void whatOneShapeLeavesOutTheNextGets() {
        Deck deck = new Deck(KINDS, 1);

        assertThat(deck.deal(2, List.of(FaultKind.RESCALE)))
                .containsExactlyInAnyOrder(FaultKind.KILL_KAFKA, FaultKind.CUT_ANSWER);
        assertThat(deck.deal(1, List.of())).containsExactly(FaultKind.RESCALE);
    }

    @Test
    void theSameSeedDealsTheSame() {
        assertThat(new Deck(KINDS, 5).deal(30, List.of()))
                .isEqualTo(new Deck(KINDS, 5).deal(30, List.of()));
    }

    @Test
    void dealsNothingIfAllIsLeftOut() {
        assertThat(new Deck(KINDS, 1).deal(3, KINDS)).isEmpty();
    }
}
