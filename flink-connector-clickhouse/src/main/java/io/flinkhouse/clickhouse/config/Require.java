// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import java.time.Duration;

/** Checks option values; the error names the option. */
final class Require {

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
                value.toMillis() + " ms",
                "a duration of at least 1 ms, for example '5 s'");
    }
}
