// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures inserts of reference rows into a MergeTree and a Null table: by the sink in a Flink job,
 * by encoded blocks that a plain loop sends, and by clickhouse-jdbc in batches of 100 000 through
 * its RowBinary writer. Arguments: rows (20 million), rows of a block (the sink's default).
 */
public final class SinkBench {

    private static final int MILLION = 1_000_000;
    private static final int WARM_UP = 2 * MILLION;
    private static final int DEFAULT_ROWS = 20 * MILLION;
    private static final int DEFAULT_BLOCK = 500_000;
    private static final int JDBC_BATCH = 100_000;
    private static final int CONCURRENCY = 2;

    private final ClickHouseServer server;
    private final long rows;
    private final int block;
    private final List<String> table = new ArrayList<>();

    private SinkBench(ClickHouseServer server, long rows, int block) {
        this.server = server;
        this.rows = rows;
        this.block = block;
    }

    public static void main(String[] args) throws Exception {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : DEFAULT_ROWS;
        int block = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_BLOCK;
        try (ClickHouseServer server = ClickHouseServer.start()) {
            new SinkBench(server, rows, block).run();
        }
        System.exit(0); // threads of the clients that are measured against
    }

    private void run() throws Exception {
        System.out.printf("%,d rows, blocks of %,d rows%n", rows, block);
        new FlinkRun(server.url(), "none", block).generateOnly(WARM_UP);
        Usage generator =
                Usage.of(
                        server.pid(),
                        () -> new FlinkRun(server.url(), "none", block).generateOnly(rows));
        print("generator alone", generator);
        Usage[] merge = target("MergeTree ORDER BY (user_id, ts)", generator);
        target("Null", generator);
        table.forEach(System.out::println);
        System.out.printf(
                "sink: ratio %.1f to JDBC (%.2f of the ceiling) into MergeTree%n",
                merge[2].seconds() / merge[1].seconds(), merge[0].seconds() / merge[1].seconds());
    }

    /** Ceiling, ours, JDBC. */
    private Usage[] target(String engine, Usage generator) throws Exception {
        String name = engine.split(" ")[0].toLowerCase(java.util.Locale.ROOT);
        Ceiling ceiling = new Ceiling(server.url(), name, block, CONCURRENCY);
        FlinkRun ours = new FlinkRun(server.url(), name, block);
        JdbcRun jdbc = new JdbcRun(server.url(), name, JDBC_BATCH);
        create(name, engine);
        ceiling.post(WARM_UP);
        ours.write(WARM_UP);
        jdbc.write(WARM_UP);
        Usage[] usages = {
            measured(name, engine, () -> ceiling.post(rows)),
            measured(name, engine, () -> ours.write(rows)),
            measured(name, engine, () -> jdbc.write(rows))
        };
        print(name + ": ceiling, encoded before, " + CONCURRENCY + " posts at a time", usages[0]);
        print(name + ": this sink, with the generator", usages[1]);
        print(name + ": this sink, beyond the generator", beyond(usages[1], generator));
        print(name + ": clickhouse-jdbc, RowBinary, with the generator", usages[2]);
        return usages;
    }

    private Usage measured(String name, String engine, Usage.Run run) throws Exception {
        create(name, engine);
        Usage usage = Usage.of(server.pid(), run);
        String count = server.query("SELECT count() FROM default." + name).get(0).get(0);
        if (!engine.equals("Null") && Long.parseLong(count) != rows) {
            throw new IllegalStateException(count + " rows arrived of " + rows);
        }
        return usage;
    }

    private static Usage beyond(Usage usage, Usage generator) {
        return new Usage(usage.seconds(), usage.client() - generator.client(), usage.server());
    }

    private void create(String name, String engine) {
        server.execute("DROP TABLE IF EXISTS default." + name + " SYNC");
        server.execute(
                "CREATE TABLE default."
                        + name
                        + " ("
                        + ReferenceRow.COLUMNS
                        + ") ENGINE = "
                        + engine);
    }

    private void print(String what, Usage usage) {
        double millions = rows / (double) MILLION;
        String line =
                String.format(
                        "%-62s %6.2f M rows/s, CPU s per million rows: client %.2f, server %.2f",
                        what,
                        millions / usage.seconds(),
                        usage.client() / millions,
                        usage.server() / millions);
        System.out.println(line);
        table.add(line);
    }
}
