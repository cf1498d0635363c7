// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import java.time.Duration;

/** Counts the attempts of a query, and gives up when there have been enough. */
final class Attempts<T> implements Retry.Attempt<T> {

    private static final Duration NEVER = Duration.ofDays(36_500);

    private final int mostRetries;
    private final Retry.Attempt<T> attempt;
    private int failed;

    Attempts(int mostRetries, Retry.Attempt<T> attempt) {
        this.mostRetries = mostRetries;
        this.attempt = attempt;
    }

    /** Returns the back-off of these settings, without their limit of time. */
    static RetryConfig backoff(RetryConfig config) {
        return new RetryConfig(NEVER, config.minBackoff(), config.maxBackoff());
    }

    @Override
    public T run() throws ClickHouseException, InterruptedException {
        try {
            return attempt.run();
        } catch (ClickHouseException e) {
            failed++;
            if (e.kind() != FailureKind.RETRY || failed <= mostRetries) {
                throw e;
            }
            throw new ClickHouseException(
                    e.code(),
                    FailureKind.FAIL,
                    "Gave up after "
                            + failed
                            + (failed == 1 ? " attempt" : " attempts")
                            + " ('lookup.max-retries' = "
                            + mostRetries
                            + "). "
                            + e.getMessage(),
                    e);
        }
    }
}
