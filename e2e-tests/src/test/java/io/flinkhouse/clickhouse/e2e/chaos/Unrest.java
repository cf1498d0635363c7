// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Three writers that insert into a table all the time, mutations that change and delete rows, and
 * merges of all parts. Only rows with foreign ids come and go.
 */
final class Unrest implements AutoCloseable {

    private static final int WRITERS = 3;
    private static final long TICK = Duration.ofMillis(200).toNanos();
    private static final int ROWS = 20;

    private final ClickHouseServer clickHouse;
    private final String table;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong nextId = new AtomicLong(IdCounts.FOREIGN);
    private volatile boolean stopped;

    Unrest(ClickHouseServer clickHouse, String table) {
        this.clickHouse = clickHouse;
        this.table = table;
    }

    Unrest start() {
        for (int i = 0; i < WRITERS; i++) {
            threads.add(new Thread(() -> repeat(this::insert), "writer-" + i));
        }
        threads.add(new Thread(() -> repeat(this::change), "mutations"));
        threads.forEach(Thread::start);
        return this;
    }

    private void repeat(Statements statements) {
        for (int tick = 0; !stopped; LockSupport.parkNanos(TICK), tick++) {
            try {
                statements.run(tick);
            } catch (IllegalStateException e) {
                LockSupport.parkNanos(TICK); // the server is away
            }
        }
    }

    private void insert(int tick) {
        long first = nextId.getAndAdd(ROWS);
        clickHouse.execute(
                "INSERT INTO %s SELECT %d + number, 'foreign', 0 FROM numbers(%d)"
                        .formatted(table, first, ROWS));
    }

    private void change(int tick) {
        switch (tick % 12) {
            case 0 -> alter("UPDATE n = n + 1 WHERE id %% 97 = %d".formatted(tick % 97));
            case 4 ->
                    clickHouse.execute(
                            "DELETE FROM %s WHERE id >= %d AND id %% 5 = 0"
                                    .formatted(table, IdCounts.FOREIGN));
            case 8 -> clickHouse.execute("OPTIMIZE TABLE " + table + " FINAL");
            default -> {}
        }
    }

    private void alter(String mutation) {
        clickHouse.execute("ALTER TABLE " + table + " " + mutation);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What one of the threads does at each tick. */
    private interface Statements {
        void run(int tick);
    }
}
