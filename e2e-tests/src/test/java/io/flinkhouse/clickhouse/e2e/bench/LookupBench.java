// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures lookups of random keys in a table of a million rows, in Flink jobs that differ in the
 * function that looks up: this connector's with each cache, and that of Flink's JDBC connector.
 * Argument: the keys of a lookup one by one (4000); the faster ones get more.
 */
public final class LookupBench {

    private static final int ROWS = 1_000_000;
    private static final long DEFAULT_KEYS = 4_000;
    private static final long PARTIAL_KEYS = 10_000;

    private final ClickHouseServer server;
    private final long keys;
    private final List<String> lines = new ArrayList<>();

    private LookupBench(ClickHouseServer server, long keys) {
        this.server = server;
        this.keys = keys;
    }

    public static void main(String[] args) throws Exception {
        long keys = args.length > 0 ? Long.parseLong(args[0]) : DEFAULT_KEYS;
        try (ClickHouseServer server = ClickHouseServer.start()) {
            LookupBench bench = new LookupBench(server, keys);
            bench.fill();
            bench.compare();
        }
        System.exit(0); // threads of the clients that are measured against
    }

    private void fill() {
        server.execute(
                "CREATE TABLE default.customers (id Int64, name String, region String) ENGINE ="
                        + " MergeTree ORDER BY id SETTINGS index_granularity = 1024");
        server.execute(
                "INSERT INTO default.customers SELECT number, concat('customer ', toString(number)),"
                        + " toString(number % 100) FROM numbers("
                        + ROWS
                        + ")");
        server.execute("OPTIMIZE TABLE default.customers FINAL");
        System.out.printf("%,d rows, 1 subtask%n", ROWS);
    }

    private void compare() throws Exception {
        LookupRun lookup = new LookupRun(server.url(), "customers", ROWS);
        lookup.batched(keys);
        lookup.oneByOne(keys / 10);
        double jdbc = measured("JDBC connector, one by one", keys, lookup::jdbc);
        double single = measured("one by one", keys, lookup::oneByOne);
        double batched = measured("asynchronous batches", 100 * keys, lookup::batched);
        measured(
                "partial cache, %,d different keys".formatted(PARTIAL_KEYS),
                1_000 * keys,
                count -> lookup.partial(count, PARTIAL_KEYS));
        measured("full cache, with its load", 5_000 * keys, lookup::full);
        lines.forEach(System.out::println);
        System.out.printf("batches: %.1f times the JDBC connector%n", batched / jdbc);
        System.out.printf(
                "lookup: ratio %.1f (ours %,.0f keys/s, theirs %,.0f keys/s)%n",
                batched / single, batched, single);
    }

    /** Looks up so many keys. */
    private interface Lookup {
        long found(long keys) throws Exception;
    }

    /** Returns the keys per second. */
    private double measured(String what, long count, Lookup lookup) throws Exception {
        Usage usage =
                Usage.of(
                        server.pid(),
                        () -> {
                            long found = lookup.found(count);
                            if (found != count) {
                                throw new IllegalStateException(
                                        found + " rows were found for " + count + " keys");
                            }
                        });
        double millions = count / 1e6;
        String line =
                String.format(
                        "%-42s %,12.0f keys/s, CPU s per million keys: client %.2f, server %.2f",
                        what,
                        count / usage.seconds(),
                        usage.client() / millions,
                        usage.server() / millions);
        System.out.println(line);
        lines.add(line);
        return count / usage.seconds();
    }
}
