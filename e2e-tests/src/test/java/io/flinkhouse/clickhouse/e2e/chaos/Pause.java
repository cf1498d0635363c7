// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Time that passes while something is broken: the fault itself, not a wait for anything. */
final class Pause {

    private Pause() {}

    static void upTo(int millis, Random random) {
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(millis)).toNanos());
    }
}
