// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition that another process brings about; looks often, gives up loudly. */
public final class Await {

    private static final long PAUSE_NANOS = Duration.ofMillis(25).toNanos();

    private Await() {}

    /** Returns when the condition holds; throws when it does not in time. */
    public static void until(String what, Duration timeout, BooleanSupplier condition) {
        until(what, timeout, condition, () -> "");
    }

    /** As above; {@code hint} is asked for what else to say when time is up. */
    public static void until(
            String what, Duration timeout, BooleanSupplier condition, Supplier<String> hint) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Waited " + timeout.toSeconds() + " s in vain for: " + what + hint.get());
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Watches for a while that something does not happen; throws when it does. */
    public static void never(String what, Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            if (condition.getAsBoolean()) {
                throw new IllegalStateException("Must not happen: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
