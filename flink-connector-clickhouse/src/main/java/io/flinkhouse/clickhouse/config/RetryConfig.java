// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.time.Duration;

/** Retry settings of failed requests: time budget and back-off. */
@Internal
public record RetryConfig(Duration timeout, Duration minBackoff, Duration maxBackoff)
        implements Serializable {

    public static final RetryConfig DEFAULT =
            new RetryConfig(Duration.ofMinutes(5), Duration.ofMillis(100), Duration.ofSeconds(10));

    public RetryConfig {
        Require.that(
                !timeout.isNegative(),
                "sink.retry.timeout",
                timeout.toMillis() + " ms",
                "a duration, or '0 s' for no retries");
        Require.positive(minBackoff, "sink.retry.backoff.min");
        Require.that(
                maxBackoff.compareTo(minBackoff) >= 0,
                "sink.retry.backoff.max",
                maxBackoff.toMillis() + " ms",
                "at least 'sink.retry.backoff.min', which is " + minBackoff.toMillis() + " ms");
    }
}
