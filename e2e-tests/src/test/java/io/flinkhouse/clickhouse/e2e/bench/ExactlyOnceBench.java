// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Compares exactly-once with at-least-once: the same rows, table and checkpoints, in turn, several
 * times. Before that measures the heap with checkpoints of 10 s and of 60 s. Arguments: rounds, 0
 * for the heap alone; then {@code speed} leaves out the heap.
 */
public final class ExactlyOnceBench {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int HEAP_MEGABYTES = 512;
    private static final int INTERVAL = 10;
    private static final int LONG_INTERVAL = 60;
    private static final int CHECKPOINTS = 4;
    private static final int SMALL_BLOCK = 100_000;
    private static final long UNLIMITED = 100_000_000;
    private static final long MODERATE = 100_000;

    private final ClickHouseServer clickHouse;
    private final FlinkCluster flink;
    private int tables;

    private ExactlyOnceBench(ClickHouseServer clickHouse, FlinkCluster flink) {
        this.clickHouse = clickHouse;
        this.flink = flink;
    }

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        FlinkOptions options =
                FlinkOptions.DEFAULT.withTaskManagers(1, 1).withTaskHeap(HEAP_MEGABYTES);
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                FlinkCluster flink = FlinkCluster.start(options)) {
            ExactlyOnceBench bench = new ExactlyOnceBench(clickHouse, flink);
            if (args.length < 2 || !args[1].equals("speed")) {
                bench.measureHeap();
            }
            if (rounds > 0) {
                bench.compare(rounds);
            }
        }
    }

    private void measureHeap() {
        long shortPeak = peak(INTERVAL);
        long longPeak = peak(LONG_INTERVAL);
        System.out.printf(
                "peak of live heap at %,d rows/s: %d MB with checkpoints every %d s, %d MB every %d s%n",
                MODERATE, shortPeak >> 20, INTERVAL, longPeak >> 20, LONG_INTERVAL);
    }

    private void compare(int rounds) {
        Rate ours = Rate.NONE;
        Rate theirs = Rate.NONE;
        for (int i = 0; i < rounds; i++) {
            theirs = theirs.plus(measure("at-least-once"));
            ours = ours.plus(measure("exactly-once"));
        }
        System.out.printf(
                "rows per CPU second of the TaskManager: %,.0f, at-least-once %,.0f%n",
                ours.rows / ours.cpuSeconds, theirs.rows / theirs.cpuSeconds);
        System.out.printf(
                "exactly-once: ratio %.2f (ours %.0f rows/s, theirs %.0f rows/s)%n",
                ours.perSecond() / theirs.perSecond(), ours.perSecond(), theirs.perSecond());
    }

    /** From one checkpoint to a later one; everything up to a checkpoint counts. */
    private Rate measure(String semantic) {
        ClickStream stream = stream(ClickStream.FULL_BLOCK);
        FlinkJob job = stream.start(semantic, INTERVAL, UNLIMITED);
        boolean deferred = semantic.equals("exactly-once");
        Sample first = sample(job, stream, deferred, 1);
        Sample last = sample(job, stream, deferred, CHECKPOINTS);
        Rate rate = last.since(first);
        System.out.printf(
                "%s: %,d rows in %.1f s, %,.0f rows/s, %,.0f per CPU second%n",
                semantic, rate.rows, rate.seconds, rate.perSecond(), rate.rows / rate.cpuSeconds);
        if (deferred) {
            printState(job, stream);
        }
        job.cancel();
        stream.drop();
        return rate;
    }

    private Sample sample(FlinkJob job, ClickStream stream, boolean deferred, int checkpoints) {
        job.awaitCheckpoints(checkpoints, SOON);
        long time = System.nanoTime();
        double cpu = cpuSeconds();
        if (deferred) {
            LockSupport.parkNanos(Duration.ofSeconds(INTERVAL / 2).toNanos()); // in the middle
        }
        return new Sample(time, cpu, stream.rows());
    }

    private static void printState(FlinkJob job, ClickStream stream) {
        double blocks = (double) stream.blocks() / job.completedCheckpoints();
        System.out.printf(
                "committer state: %,.0f bytes per block (%.1f blocks per checkpoint)%n",
                job.stateBytes("Committer") / blocks, blocks);
    }

    /** The most that a full collection ever left in a little more than the longer interval. */
    private long peak(int interval) {
        ClickStream stream = stream(SMALL_BLOCK); // full ones in every interval
        FlinkJob job = stream.start("exactly-once", interval, MODERATE);
        job.awaitRunning(SOON);
        LongSupplier live = () -> LiveHeap.bytes(flink.taskManager(0).pid());
        long end = System.nanoTime() + Duration.ofSeconds(LONG_INTERVAL + INTERVAL).toNanos();
        long peak = 0;
        while (System.nanoTime() < end) {
            peak = Math.max(peak, live.getAsLong());
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
        job.cancel();
        stream.drop();
        return peak;
    }

    private ClickStream stream(int blockRows) {
        return new ClickStream(flink, clickHouse, "clicks_" + ++tables, blockRows).create();
    }

    private double cpuSeconds() {
        return ProcessHandle.of(flink.taskManager(0).pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow()
                        .toMillis()
                / 1e3;
    }

    private record Sample(long nanoTime, double cpuSeconds, long rows) {
        Rate since(Sample earlier) {
            return new Rate(
                    rows - earlier.rows,
                    (nanoTime - earlier.nanoTime) / 1e9,
                    cpuSeconds - earlier.cpuSeconds);
        }
    }

    private record Rate(long rows, double seconds, double cpuSeconds) {
        static final Rate NONE = new Rate(0, 0, 0);

        Rate plus(Rate other) {
            return new Rate(
                    rows + other.rows, seconds + other.seconds, cpuSeconds + other.cpuSeconds);
        }

        double perSecond() {
            return rows / seconds;
        }
    }
}
