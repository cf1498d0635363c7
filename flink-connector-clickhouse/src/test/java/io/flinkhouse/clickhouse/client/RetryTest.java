// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetryTest {

    private final List<Duration> waits = new ArrayList<>();
    private int calls;

    @Test
    void repeatsWithGrowingWaitsUntilItWorks() throws Exception {
        RetryConfig config = config(10_000, 8, 32);
        String result =
                Retry.call(
                        config,
                        () -> {
                            if (++calls < 6) {
                                throw failure(FailureKind.RETRY);
                            }
                            return "done";
                        },
                        (attempts, wait, e) -> waits.add(wait));

        assertThat(result).isEqualTo("done");
        assertThat(waits).hasSize(5);
        long[] full = {8, 16, 32, 32, 32};
        for (int i = 0; i < full.length; i++) {
            assertThat(waits.get(i).toMillis()).isBetween(full[i] / 2, full[i]);
        }
    }

    @Test
    void whatWillNotPassIsNotRepeated() {
        for (FailureKind kind : List.of(FailureKind.REJECT, FailureKind.FAIL)) {
            calls = 0;
            assertThatThrownBy(() -> Retry.call(config(10_000, 1, 1), failing(kind), this::count))
                    .isInstanceOf(ClickHouseException.class)
                    .hasMessage("no");
            assertThat(calls).isEqualTo(1);
        }
    }

    @Test
    void aLimitThatIsMetThreeTimesRunningIsTooLow() {
        assertThatThrownBy(
                        () ->
                                Retry.call(
                                        config(10_000, 1, 1),
                                        () -> {
                                            // Before it, the network fails more often than that.
                                            throw ++calls <= 5 || calls == 7
                                                    ? failure(FailureKind.RETRY)
                                                    : tooSlow();
                                        },
                                        this::count))
                .hasMessageStartingWith("Gave up after 3 attempts that met a limit. ")
                .hasMessageContaining("'max_execution_time'");
        assertThat(calls).isEqualTo(10);
    }

    private static ClickHouseException tooSlow() {
        return ClickHouseException.ofServer(159, "", "Timeout exceeded: elapsed 2 s", "job");
    }

    @Test
    void withoutABudgetTheFirstFailureIsTheLast() {
        assertThatThrownBy(
                        () -> Retry.call(config(0, 1, 1), failing(FailureKind.RETRY), this::count))
                .hasMessageContaining("Gave up after 1 attempts");
    }

    @Test
    void aHugeBudgetAndManyAttemptsDoNotOverflow() throws Exception {
        RetryConfig config =
                new RetryConfig(
                        Duration.ofDays(10_000), Duration.ofMillis(1), Duration.ofMillis(1));
        Retry.call(
                config,
                () -> {
                    if (++calls < 80) {
                        throw failure(FailureKind.RETRY);
                    }
                    return null;
                },
                this::count);
        assertThat(waits).hasSize(79).allMatch(wait -> wait.toMillis() == 1);
    }

    @Test
    void anInterruptedThreadStopsAtOnce() {
        assertThatThrownBy(
                        () ->
                                Retry.call(
                                        config(60_000, 30_000, 30_000),
                                        () -> {
                                            calls++;
                                            Thread.currentThread().interrupt();
                                            throw failure(FailureKind.RETRY);
                                        },
                                        this::count))
                .isInstanceOf(InterruptedException.class);
        assertThat(calls).isEqualTo(1);
    }

    private Retry.Attempt<Void> failing(FailureKind kind) {
        return () -> {
            calls++;
            throw failure(kind);
        };
    }

    private void count(int attempts, Duration wait, ClickHouseException failure) {
        waits.add(wait);
    }

    private static RetryConfig config(long timeout, long min, long max) {
        return new RetryConfig(
                Duration.ofMillis(timeout), Duration.ofMillis(min), Duration.ofMillis(max));
    }

    private static ClickHouseException failure(FailureKind kind) {
        return new ClickHouseException(0, kind, "no");
    }
}
