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
                Require.text(timeout),
                "a duration, or '0 s' for no retries");
        Require.limited(timeout, "sink.retry.timeout");
        Require.positive(minBackoff, "sink.retry.backoff.min");
        Require.that(
                maxBackoff.compareTo(minBackoff) >= 0,
                "sink.retry.backoff.max",
                Require.text(maxBackoff),
                "at least 'sink.retry.backoff.min', which is " + Require.text(minBackoff));
        Require.limited(maxBackoff, "sink.retry.backoff.max");
    }
}
