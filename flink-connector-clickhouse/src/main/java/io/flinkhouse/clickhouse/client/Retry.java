// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.QueryLimit;

import org.apache.flink.annotation.Internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Retries a request after a transient failure: exponential back-off with jitter, within a time
 * budget.
 */
@Internal
public final class Retry {

    private Retry() {}

    /** One attempt of a request. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws ClickHouseException, InterruptedException;
    }

    /** Receives each failure before the next attempt. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called before the wait for another attempt.
         *
         * @param attempts the number of failed attempts
         * @param wait the time until the next attempt
         */
        void onRetry(int attempts, Duration wait, ClickHouseException failure);
    }

    /**
     * Runs the attempt until it succeeds, fails for good, or the budget is spent. The budget counts
     * from the first failure, so a slow first attempt does not use it up. A query that exceeds a
     * limit of its user's settings in three attempts, one after the other, is not repeated again.
     *
     * @throws ClickHouseException the last failure; after several attempts its message contains
     *     their number
     * @throws InterruptedException at once when the thread is interrupted, also during an attempt
     */
    public static <T> T call(RetryConfig config, Attempt<T> attempt, Listener onRetry)
            throws ClickHouseException, InterruptedException {
        long firstFailure = 0;
        int limited = 0;
        for (int attempts = 1; ; attempts++) {
            try {
                return attempt.run();
            } catch (ClickHouseException failure) {
                if (Thread.interrupted()) {
                    throw interrupted(failure);
                }
                if (failure.kind() != FailureKind.RETRY) {
                    throw failure;
                }
                limited = failure.limit().isPresent() ? limited + 1 : 0;
                if (limited == QueryLimit.MOST_ATTEMPTS) {
                    throw limited(failure);
                }
                long now = System.nanoTime();
                firstFailure = attempts == 1 ? now : firstFailure;
                Duration left = config.timeout().minusNanos(now - firstFailure);
                if (left.toMillis() <= 0) {
                    throw exhausted(config, attempts, failure);
                }
                Duration wait = backoff(config, attempts, left);
                onRetry.onRetry(attempts, wait, failure);
                Thread.sleep(wait.toMillis());
            }
        }
    }

    /** Returns the wait: half of it fixed, half of it random, never beyond the budget. */
    private static Duration backoff(RetryConfig config, int attempts, Duration left) {
        long max = config.maxBackoff().toMillis();
        long min = config.minBackoff().toMillis();
        int doublings = Math.min(attempts - 1, Long.SIZE - 2);
        long full = min > max >> doublings ? max : min << doublings;
        long wait = full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
        return Duration.ofMillis(Math.min(Math.max(1, wait), left.toMillis()));
    }

    /** A busy server may take longer; a limit that is met again and again is too low. */
    private static ClickHouseException limited(ClickHouseException failure) {
        return new ClickHouseException(
                failure.code(),
                FailureKind.FAIL,
                "Gave up after "
                        + QueryLimit.MOST_ATTEMPTS
                        + " attempts that met a limit. "
                        + failure.getMessage(),
                failure);
    }

    private static ClickHouseException exhausted(
            RetryConfig config, int attempts, ClickHouseException failure) {
        return new ClickHouseException(
                failure.code(),
                failure.kind(),
                "Gave up after "
                        + attempts
                        + " attempts within 'sink.retry.timeout' = "
                        + config.timeout().toMillis()
                        + " ms. "
                        + failure.getMessage(),
                failure);
    }

    private static InterruptedException interrupted(ClickHouseException failure) {
        InterruptedException interrupted =
                new InterruptedException("Interrupted while a request was tried again");
        interrupted.initCause(failure);
        return interrupted;
    }
}
