// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Writes rows with the ids 0, 1, 2, ... all the time, now faster, now slower. */
final class Producer implements AutoCloseable {

    private static final long TICK = Duration.ofMillis(50).toNanos();
    private static final int MOST_PER_TICK = 200;

    private final KafkaTopic topic;
    private final Random random;
    private final Thread thread = new Thread(this::produce, "producer");
    private volatile boolean stopped;
    private volatile long rows;
    private volatile RuntimeException failure;

    Producer(KafkaTopic topic, long seed) {
        this.topic = topic;
        this.random = new Random(seed);
    }

    Producer start() {
        thread.start();
        return this;
    }

    long rows() {
        return rows;
    }

    /** Stops, and returns how many rows the broker has acknowledged: all of them. */
    long stop() {
        close();
        if (failure != null) {
            throw failure;
        }
        topic.flush();
        return rows;
    }

    private void produce() {
        try {
            for (long id = 0; !stopped; LockSupport.parkNanos(TICK)) {
                for (long end = id + random.nextInt(MOST_PER_TICK); id < end; id++) {
                    topic.send(row(id));
                }
                rows = id;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** About 100 bytes that do not compress well, so that most blocks are too large for state. */
    private String row(long id) {
        return "{\"id\":%d,\"payload\":\"%016x%016x%016x%016x\"}"
                .formatted(
                        id,
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
