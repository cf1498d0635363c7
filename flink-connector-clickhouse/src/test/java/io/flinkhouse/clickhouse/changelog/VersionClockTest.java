// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests generated versions, with a clock that the test sets. */
class VersionClockTest {

    private final AtomicLong nanos = new AtomicLong(5_000);
    private final VersionClock clock = new VersionClock(nanos::get, 1_000_000);

    @Test
    void theFirstVersionIsTheTimeOfTheStart() {
        assertThat(clock.getAsLong()).isEqualTo(1_000_000);
    }

    @Test
    void runsOnInMicroseconds() {
        nanos.addAndGet(7_999);
        assertThat(clock.getAsLong()).isEqualTo(1_000_007);
        nanos.addAndGet(1_000_000_000);
        assertThat(clock.getAsLong()).isEqualTo(2_000_007);
    }

    @Test
    void eachVersionIsAboveTheOneBeforeInTheSameMicrosecondToo() {
        assertThat(clock.getAsLong()).isEqualTo(1_000_000);
        assertThat(clock.getAsLong()).isEqualTo(1_000_001);
        assertThat(clock.getAsLong()).isEqualTo(1_000_002);
        nanos.addAndGet(2_000);
        assertThat(clock.getAsLong()).isEqualTo(1_000_003);
    }

    @Test
    void whatWasCountedAheadIsMadeUpForByTime() {
        for (int i = 0; i < 10; i++) {
            clock.getAsLong();
        }
        nanos.addAndGet(50_000);
        assertThat(clock.getAsLong()).isEqualTo(1_000_050);
    }

    /** {@code System.nanoTime} may be of any size, also below zero, and overflow. */
    @Test
    void theOriginOfTheNanosecondsDoesNotMatter() {
        nanos.set(Long.MAX_VALUE - 500);
        VersionClock late = new VersionClock(nanos::get, 10);
        nanos.addAndGet(3_000);
        assertThat(late.getAsLong()).isEqualTo(13);
    }

    @ParameterizedTest(name = "now {0}, highest {1}: {2}")
    @CsvSource({
        // now, highest of the table, start
        "1000, 0, 1000",
        "1000, 999, 1000",
        "1000, 1000, 281474976711656", // now + one era of 2^48
        "1000, 281474976711655, 281474976711656",
        "1000, 281474976711656, 562949953422312", // now + two eras
        "1800000000000000, 1700000000000000, 1800000000000000",
        "1800000000000000, 1800000000000001, 2081474976710656", // a clock that was set back
        "1800000000000000, 1800000000000000000, 1800143626204381184", // versions in nanoseconds
    })
    void startsInTheFirstEraAboveTheTable(long now, long highest, long start) {
        assertThat(VersionClock.start(now, highest, Long.MAX_VALUE)).isEqualTo(start);
        assertThat(start).isGreaterThan(highest);
        assertThat((start - now) % VersionClock.ERA).isZero();
        assertThat(start - VersionClock.ERA).isLessThanOrEqualTo(highest < now ? now : highest);
    }

    @ParameterizedTest
    @CsvSource({
        // highest of the table, latest that the column holds
        "9223372036854775807, 9223372036854775807",
        "9223372036854775000, 9223372036854775807",
        "4294967295000000, 4294967295000000",
    })
    void refusesATableThatHoldsTheLastVersions(long highest, long latest) {
        assertThatThrownBy(() -> VersionClock.start(1_800_000_000_000_000L, highest, latest))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void theColumnMayHoldTheTimeButNotTheNextEra() {
        long now = 1_800_000_000_000_000L;
        assertThat(VersionClock.start(now, now - 1, now + 1)).isEqualTo(now);
        assertThatThrownBy(() -> VersionClock.start(now, now, now + VersionClock.ERA))
                .isInstanceOf(ArithmeticException.class);
    }
}
