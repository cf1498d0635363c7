// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.time.Duration;
import java.util.function.IntSupplier;

/** Tells when a number has not changed for a minute. */
final class Silence {

    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final IntSupplier number;
    private int last;
    private long since = System.nanoTime();

    Silence(IntSupplier number) {
        this.number = number;
        this.last = number.getAsInt();
    }

    boolean lasts() {
        int now = number.getAsInt();
        if (now != last) {
            last = now;
            since = System.nanoTime();
        }
        return System.nanoTime() - since > LONG;
    }
}
