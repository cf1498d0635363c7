// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

class BisectionTest {

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
        assertThat(trials).isLessThan(42);
    }

    private Set<Integer> search(int messages, Set<Integer> guilty) throws Exception {
        trials = 0;
        return Bisection.refused(
                        messages,
                        (from, to) -> {
                            trials++;
                            return guilty.stream().anyMatch(i -> i >= from && i < to)
                                    ? Optional.of(
                                            new ClickHouseException(27, FailureKind.REJECT, "bad"))
                                    : Optional.empty();
                        })
                .keySet();
    }
}
