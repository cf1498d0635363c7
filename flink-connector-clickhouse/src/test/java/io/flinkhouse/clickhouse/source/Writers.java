// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Three threads that insert consecutive ids, and one that merges the table again and again. */
final class Writers implements AutoCloseable {

    private static final int WRITERS = 3;
    private static final int ROWS = 20;

    private static final long BETWEEN_MERGES = Duration.ofMillis(200).toNanos();

    /** The rows that may wait for the job to read them. */
    private static final int AHEAD = 1000;

    private final ClickHouseDatabase db;
    private final String table;
    private final long first;
    private final AtomicLong next;
    private final List<CompletableFuture<Void>> threads;
    private volatile boolean stopped;

    private Writers(ClickHouseDatabase db, String table, long first) {
        this.db = db;
        this.table = table;
        this.first = first;
        this.next = new AtomicLong(first);
        this.threads =
                IntStream.rangeClosed(0, WRITERS)
                        .mapToObj(
                                i -> CompletableFuture.runAsync(i == 0 ? this::merge : this::write))
                        .toList();
    }

    static Writers start(ClickHouseDatabase db, String table, long first) {
        return new Writers(db, table, first);
    }

    private void write() {
        while (!stopped) {
            if (next.get() - first - SeenRows.all().size() > AHEAD) {
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            db.execute(
                    "INSERT INTO "
                            + table
                            + " SELECT number + "
                            + next.getAndAdd(ROWS)
                            + ", 'x' FROM numbers("
                            + ROWS
                            + ")");
        }
    }

    private void merge() {
        while (!stopped) {
            db.execute("OPTIMIZE TABLE " + table + " FINAL");
            LockSupport.parkNanos(BETWEEN_MERGES);
        }
    }

    /** Returns the first id that was not inserted. */
    long stop() {
        stopped = true;
        threads.forEach(CompletableFuture::join);
        return next.get();
    }

    @Override
    public void close() {
        stop();
    }
}
