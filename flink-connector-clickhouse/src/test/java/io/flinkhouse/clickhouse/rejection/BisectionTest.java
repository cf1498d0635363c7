// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class BisectionTest {

    private static final ClickHouseException REFUSAL =
            new ClickHouseException(27, FailureKind.REJECT, "bad");

    private int trials;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
    void findsExactlyTheGuilty(int messages) throws Exception {
        Random random = new Random(messages);
        for (int round = 0; round < 50; round++) {
            Set<Integer> guilty = new TreeSet<>();
            random.ints(random.nextInt(messages + 1), 0, messages).forEach(guilty::add);
            assertThat(search(messages, guilty)).isEqualTo(guilty);
        }
    }

    @Test
    void asksOnceWhereAllAreTaken() throws Exception {
        assertThat(search(500_000, Set.of())).isEmpty();
        assertThat(trials).isEqualTo(1);
    }

    @Test
    void findsOneOfManyInFewTrials() throws Exception {
        assertThat(search(500_000, Set.of(314_159))).containsExactly(314_159);
        assertThat(trials).isLessThan(25);
    }

    @Test
    void findsManyInLittleMoreTrialsThanTheyAre() throws Exception {
        Set<Integer> all = IntStream.range(0, 10_000).boxed().collect(Collectors.toSet());
        assertThat(search(10_000, all)).isEqualTo(all);
        assertThat(trials).isLessThan(10_020);

        Set<Integer> eachTenth =
                IntStream.range(0, 1000).map(i -> 10 * i).boxed().collect(Collectors.toSet());
        assertThat(search(10_000, eachTenth)).isEqualTo(eachTenth);
        assertThat(trials).isLessThan(7000);
    }

    /** As for messages that consume the following message. */
    @Test
    void blamesNobodyWhoIsTakenAlone() throws Exception {
        assertThat(
                        Bisection.refused(
                                100,
                                (from, to) ->
                                        to - from > 1 && from <= 10 && to > 11
                                                ? Optional.of(REFUSAL)
                                                : Optional.empty()))
                .isEmpty();
    }

    private Set<Integer> search(int messages, Set<Integer> all) throws Exception {
        NavigableSet<Integer> guilty = new TreeSet<>(all);
        trials = 0;
        return Bisection.refused(
                        messages,
                        (from, to) -> {
                            trials++;
                            return !guilty.subSet(from, to).isEmpty()
                                    ? Optional.of(REFUSAL)
                                    : Optional.empty();
                        })
                .keySet();
    }
}
