// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ClosedGapsTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final ClosedGaps gaps = new ClosedGaps(LONGEST);

    @Test
    void aNumberIsClosedWhenAHigherOneIsOldAndTheLogIsAppliedSince() {
        learn(0, 10, 9, "0-0", "2-2");
        assertThat(gaps.below("p")).isZero();
        learn(61, 10, 9, "0-0", "2-2");
        assertThat(gaps.below("p")).isZero(); // the log is applied, but as of the first question
        learn(62, 10, 9, "0-0", "2-2");
        assertThat(gaps.below("p")).isEqualTo(2);
    }

    @Test
    void theLogMustBeAppliedAfterTheNumberWasOld() {
        learn(0, 10, 9, "0-0", "2-2");
        learn(61, 10, 9, "0-0", "2-2");
        learn(62, 10, 11, "0-0", "2-2");
        assertThat(gaps.below("p")).isEqualTo(2); // applied up to 9, which was the last entry
        learn(63, 10, 11, "0-0", "2-2", "4-4");
        learn(150, 10, 11, "0-0", "2-2", "4-4");
        assertThat(gaps.below("p")).isEqualTo(2); // entries 10 and 11 may have number 3
        learn(151, 12, 11, "0-0", "2-2", "4-4");
        learn(152, 12, 11, "0-0", "2-2", "4-4");
        assertThat(gaps.below("p")).isEqualTo(4);
    }

    @Test
    void aNumberInTheQueueStaysOpen() {
        gaps.learn(poll(0, Optional.of(log(10, 9, 1)), 100, "0-0", "2-2", "4-4"));
        gaps.learn(poll(1, Optional.of(log(10, 9, 3)), 100, "0-0", "2-2", "4-4"));
        assertThat(gaps.below("p")).isEqualTo(3);
        gaps.learn(poll(2, Optional.of(log(10, 9, 100)), 100, "0-0", "2-2", "4-4"));
        assertThat(gaps.below("p")).isEqualTo(4);
    }

    @Test
    void withoutTheLogNothingIsClosed() {
        for (int second = 0; second < 200; second += 50) {
            assertThat(gaps.learn(poll(second, Optional.empty(), 100, "0-0", "2-2"))).isFalse();
        }
        assertThat(gaps.below("p")).isZero();
    }

    @Test
    void aPartThatTheServerWroteLongAgoIsOldAtOnce() {
        gaps.learn(poll(0, Optional.of(log(10, 9, 100)), 61, "0-0", "2-2"));
        assertThat(gaps.learn(poll(0, Optional.of(log(10, 9, 100)), 61, "0-0", "2-2"))).isTrue();
        assertThat(gaps.below("p")).isEqualTo(2);
        assertThat(gaps.below("other")).isZero();
    }

    /** A merge makes a part young again. */
    @Test
    void numbersStayOldWhenTheirPartsAreMerged() {
        learn(0, 10, 9, "0-0", "2-2", "3-3");
        learn(61, 10, 9, "0-0", "2-3");
        learn(62, 10, 9, "0-0", "2-3", "5-5");
        assertThat(gaps.below("p")).isEqualTo(3);
    }

    private void learn(int second, long pointer, long last, String... parts) {
        gaps.learn(poll(second, Optional.of(log(pointer, last, 100)), 0, parts));
    }

    private static ReplicaLog log(long pointer, long last, long queued) {
        return new ReplicaLog(pointer, last, Map.of("p", queued));
    }

    private static Poll poll(int second, Optional<ReplicaLog> log, long age, String... parts) {
        List<PartSpan> spans =
                SafeBlocksTest.parts(parts).stream()
                        .map(span -> new PartSpan(span.min(), span.max(), span.rows(), age))
                        .toList();
        return new Poll(Map.of("p", spans), log, Duration.ofSeconds(second).toNanos(), "", 0);
    }
}
