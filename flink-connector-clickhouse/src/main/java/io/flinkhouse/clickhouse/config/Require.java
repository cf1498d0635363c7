// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import java.time.Duration;

/** Checks option values; the error names the option. */
final class Require {

    private static final Duration MAX = Duration.ofDays(36_500);

    private Require() {}

    static void that(boolean valid, String option, Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "'" + option + "' is '" + value + "'; give " + expected + ".");
        }
    }

    static void positive(Duration value, String option) {
        that(
                value.compareTo(Duration.ofMillis(1)) >= 0,
                option,
                text(value),
                "a duration of at least 1 ms, for example '5 s'");
        limited(value, option);
    }

    /** A longer duration than this overflows when it is added to the time of day. */
    static void limited(Duration value, String option) {
        that(
                value.compareTo(MAX) <= 0,
                option,
                text(value),
                "a duration of at most " + MAX.toDays() + " d");
    }

    static String text(Duration value) {
        return value.abs().compareTo(MAX) > 0 ? value.toDays() + " d" : value.toMillis() + " ms";
    }
}
