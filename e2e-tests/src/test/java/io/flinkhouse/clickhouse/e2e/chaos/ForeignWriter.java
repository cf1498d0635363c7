// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Another client that inserts into the table, now rarely, now so often that the server soon forgets
 * older inserts; and that counts all inserts by the server's own block numbers.
 */
final class ForeignWriter implements AutoCloseable {

    private static final long TICK = Duration.ofMillis(25).toNanos();
    private static final int TICKS_PER_MOOD = 200;

    /** The connector allows clocks to differ by a minute; the server's times are whole seconds. */
    private static final long GRAIN_MILLIS = 63_000;

    private final ClickHouseServer clickHouse;
    private final String table;
    private final Random random = new Random(7);
    private final ConcurrentSkipListMap<Long, Long> blocks = new ConcurrentSkipListMap<>();
    private final Thread thread = new Thread(this::insert, "foreign-writer");
    private volatile boolean calm;
    private volatile boolean stopped;

    ForeignWriter(ClickHouseServer clickHouse, String table) {
        this.clickHouse = clickHouse;
        this.table = table;
    }

    ForeignWriter start() {
        thread.start();
        return this;
    }

    /** While true, it inserts nothing. */
    void calm(boolean rest) {
        calm = rest;
    }

    /** At most so many entries have come to the server's memory of inserts since then. */
    long entriesSince(long millis) {
        Map.Entry<Long, Long> before = blocks.floorEntry(millis - GRAIN_MILLIS);
        return before == null ? Long.MAX_VALUE : blocks.lastEntry().getValue() - before.getValue();
    }

    private void insert() {
        long id = IdCounts.FOREIGN;
        for (int tick = 0; !stopped; LockSupport.parkNanos(TICK), tick++) {
            boolean often = tick / TICKS_PER_MOOD % 2 == 1;
            if (!calm && (often || random.nextInt(20) == 0)) {
                id++;
                ask("INSERT INTO %s (id, payload) VALUES (%d, 'foreign')".formatted(table, id));
            }
            if (tick % 10 == 0) {
                count();
            }
        }
    }

    private void count() {
        try {
            String[] name = table.split("\\.");
            String highest =
                    "SELECT max(max_block_number) FROM system.parts WHERE database = '%s' AND table = '%s'"
                            .formatted(name[0], name[1]);
            long now = System.currentTimeMillis();
            blocks.put(now, Long.parseLong(clickHouse.query(highest).get(0).get(0)));
        } catch (IllegalStateException e) {
            LockSupport.parkNanos(TICK); // the server is away
        }
    }

    private void ask(String statement) {
        try {
            clickHouse.execute(statement);
        } catch (IllegalStateException e) {
            LockSupport.parkNanos(TICK); // the server is away
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
