// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;

import java.time.Duration;
import java.util.List;

/** Compares the stored events with the sent ones, by each event's position in Kafka. */
final class Delivery {

    private static final Duration STALL = Duration.ofSeconds(60);

    private final Arrivals arrivals;
    private final long sent;
    private final long start = System.nanoTime();
    private long arrived;
    private double seconds;

    Delivery(Arrivals arrivals, long sent) {
        this.arrivals = arrivals;
        this.sent = sent;
    }

    /**
     * Shows progress until everything is there, nothing comes for a minute, or the job is dead.
     *
     * @return whether the job lives and has not failed
     */
    boolean follow(FlinkJob job) {
        while (arrived < sent) {
            long before = arrived;
            try {
                Await.until("more rows", STALL, () -> advanced(before) || !alive(job));
            } catch (IllegalStateException e) {
                Demo.say(
                        "Nothing has come for %d s. The job is %s, its last failure: %s"
                                .formatted(STALL.toSeconds(), job.state(), cause(job)));
                return job.failure().isEmpty();
            }
            if (!alive(job)) {
                Demo.say("The job is " + job.state() + ": " + cause(job));
                return false;
            }
            seconds = (System.nanoTime() - start) / 1e9;
            Demo.say("%,d of %,d rows after %.1f s".formatted(arrived, sent, seconds));
        }
        return true;
    }

    boolean report() {
        long total = arrivals.count();
        long distinct = arrivals.distinct();
        System.out.printf(
                "delivered %d of %d rows, lost %d, duplicated %d, %.0f rows/s%n",
                distinct,
                sent,
                sent - distinct,
                total - distinct,
                distinct / Math.max(seconds, 1e-3));
        return distinct == sent && total == distinct;
    }

    private boolean advanced(long before) {
        arrived = arrivals.count();
        return arrived > before;
    }

    /** The line of the stack trace that says most. */
    private static String cause(FlinkJob job) {
        return job.failure()
                .lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .orElseGet(job::failure);
    }

    private static boolean alive(FlinkJob job) {
        return !List.of("FAILED", "CANCELED", "FINISHED").contains(job.state());
    }
}
