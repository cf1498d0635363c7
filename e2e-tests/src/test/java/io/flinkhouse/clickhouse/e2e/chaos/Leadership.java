// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.time.Duration;

/**
 * Starts another JobManager when the one that runs answers no more: on a busy machine it may lose
 * its leadership for good while ZooKeeper is away.
 */
final class Leadership {

    private static final long PATIENCE = Duration.ofSeconds(90).toNanos();

    private final Pipe pipe;
    private long lostSince;

    Leadership(Pipe pipe) {
        this.pipe = pipe;
    }

    /** Called again and again. */
    void watch() {
        long now = System.nanoTime();
        if (pipe.flink().isLed()) {
            lostSince = 0;
        } else if (lostSince == 0) {
            lostSince = now;
        } else if (now - lostSince > PATIENCE) {
            Chaos.say("the JobManager has lost its leadership for good; another one is started");
            pipe.flink().jobManager().restart();
            lostSince = 0;
        }
    }
}
