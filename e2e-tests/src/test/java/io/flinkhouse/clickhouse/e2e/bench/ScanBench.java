// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.job.OwnFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import org.apache.flink.configuration.Configuration;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures scans of reference rows from a MergeTree into a sink that discards them: by this source
 * in a Flink job, and by what bounds it and what it competes with. Arguments: rows (50 million);
 * {@code only-source} to leave out the others.
 */
public final class ScanBench {

    private static final int MILLION = 1_000_000;
    private static final int DEFAULT_ROWS = 50 * MILLION;
    private static final int BLOCK = 500_000;
    private static final int STREAMS = 2;
    private static final long USERS = MILLION;
    private static final long SAMPLE_USERS = 40_000;
    private static final String TABLE = "scanned";

    private final ClickHouseServer server;
    private final OwnFlink flink;
    private final long rows;
    private final List<String> lines = new ArrayList<>();

    private ScanBench(ClickHouseServer server, OwnFlink flink, long rows) {
        this.server = server;
        this.flink = flink;
        this.rows = rows;
    }

    public static void main(String[] args) throws Exception {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : DEFAULT_ROWS;
        boolean alone = args.length > 1 && args[1].equals("only-source");
        try (ClickHouseServer server = ClickHouseServer.start();
                OwnFlink flink = OwnFlink.start(new Configuration())) {
            ScanBench bench = new ScanBench(server, flink, rows);
            bench.fill();
            if (alone) {
                bench.source();
            } else {
                bench.compare();
            }
        }
        System.exit(0); // threads of the clients that are measured against
    }

    private void fill() throws Exception {
        server.execute(
                "CREATE TABLE default."
                        + TABLE
                        + " ("
                        + ReferenceRow.COLUMNS
                        + ") ENGINE = MergeTree ORDER BY (user_id, ts)");
        new Ceiling(server.url(), TABLE, BLOCK, STREAMS).post(rows);
        server.execute("OPTIMIZE TABLE default." + TABLE + " FINAL");
        System.out.printf("%,d rows, %d streams%n", count(), STREAMS);
    }

    private long count() {
        return Long.parseLong(server.query("SELECT count() FROM default." + TABLE).get(0).get(0));
    }

    private void source() throws Exception {
        SourceRun ours = new SourceRun(flink, server.url(), TABLE);
        Usage usage = Usage.of(server.pid(), () -> expect(ours.read(STREAMS, false)));
        print("this source, " + STREAMS + " readers", usage);
        System.out.printf(
                "live heap after the scan: %,d bytes%n",
                LiveHeap.bytes(ProcessHandle.current().pid()));
    }

    private void compare() throws Exception {
        SourceRun ours = new SourceRun(flink, server.url(), TABLE);
        PlainAnswers answers = new PlainAnswers(server.url(), TABLE);
        JdbcScan jdbc = new JdbcScan(flink, server.url(), TABLE);
        byte[] sample = answers.answer(SAMPLE_USERS);
        DecodeLoop decoder = new DecodeLoop(sample);
        answers.curl(STREAMS, USERS / 10);
        decoder.decode(rows / 10, STREAMS);
        ours.read(STREAMS, false);
        Usage curl = measured("(a) curl to /dev/null", () -> answers.curl(STREAMS, USERS));
        Usage decoded =
                measured("(b) our decoder, from memory", () -> decoder.decode(rows, STREAMS));
        Usage source = measured("this source, any order", () -> expect(ours.read(STREAMS, false)));
        measured("this source, any order, 1 reader", () -> expect(ours.read(1, false)));
        measured("this source, in order", () -> expect(ours.read(STREAMS, true)));
        Usage loop = measured("(c) clickhouse-jdbc, plain loop", () -> expect(jdbc.plainLoop()));
        Usage flink =
                measured(
                        "(d) Flink's JDBC source, 4 partitions",
                        () -> expect(jdbc.flinkSource(STREAMS, USERS)));
        lines.forEach(System.out::println);
        System.out.printf(
                "%.2f of the slower of (a) and (b), %.1f times (d)%n",
                Math.max(curl.seconds(), decoded.seconds()) / source.seconds(),
                flink.seconds() / source.seconds());
        System.out.printf(
                "scan: ratio %.1f (ours %.2f M rows/s, theirs %.2f M rows/s)%n",
                loop.seconds() / source.seconds(), rate(source), rate(loop));
    }

    private void expect(long count) {
        if (count != rows) {
            throw new IllegalStateException(count + " rows were read of " + rows);
        }
    }

    private Usage measured(String what, Usage.Run run) throws Exception {
        Usage usage = Usage.of(server.pid(), run);
        print(what, usage);
        return usage;
    }

    private double rate(Usage usage) {
        return rows / (double) MILLION / usage.seconds();
    }

    private void print(String what, Usage usage) {
        double millions = rows / (double) MILLION;
        String line =
                String.format(
                        "%-42s %6.2f M rows/s, CPU s per million rows: client %.2f, server %.2f",
                        what, rate(usage), usage.client() / millions, usage.server() / millions);
        System.out.println(line);
        lines.add(line);
    }
}
