// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the messages of a shape with the numbers 0, 1, 2, ... all the time, at the shape's pace.
 */
final class Producer implements AutoCloseable {

    private static final long TICK = Duration.ofMillis(50).toNanos();

    private final KafkaTopic topic;
    private final Shape shape;
    private final Random random;
    private final Thread thread = new Thread(this::produce, "producer");
    private volatile boolean stopped;
    private volatile long messages;
    private volatile RuntimeException failure;

    Producer(KafkaTopic topic, Shape shape, long seed) {
        this.topic = topic;
        this.shape = shape;
        this.random = new Random(seed);
    }

    Producer start() {
        thread.start();
        return this;
    }

    long messages() {
        return messages;
    }

    /** Stops, and returns how many messages the broker has acknowledged: all of them. */
    long stop() {
        close();
        if (failure != null) {
            throw failure;
        }
        topic.flush();
        return messages;
    }

    private void produce() {
        try {
            for (long number = 0; !stopped || shape.lacks(number); LockSupport.parkNanos(TICK)) {
                int count = shape.pace(number, random);
                for (long end = number + count; number < end; number++) {
                    shape.send(topic, number, random);
                }
                messages = number;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
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
