// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Inserts that look whether their rows are there, against plain ones: the same rows, in turn, into
 * one table with a fence column, of growing size, with the index and without. Arguments: rounds,
 * and the sizes of the table in rows.
 */
public final class GuardBench {

    private static final int BLOCK = 500_000;
    private static final long PER_INSERT = 1_000_000;
    private static final String FENCE = "_flink_block";
    private static final String INDEX = ", INDEX fence _flink_block TYPE minmax GRANULARITY 1";

    private final ClickHouseServer server;
    private final ClickHouseClient client;
    private final Map<String, String> settings;
    private final NativeBlockBuilder rows = new NativeBlockBuilder(ReferenceRow.SPECS);
    private final String names;
    private final String structure;
    private long fence = 1L << 40;
    private long inserted;

    private GuardBench(ClickHouseServer server, ClickHouseClient client) throws Exception {
        this.server = server;
        this.client = client;
        KnownSettings known = KnownSettings.of(client);
        this.settings =
                new HashMap<>(
                        InsertSettings.of(client, known, InsertProfile.EXACTLY_ONCE)
                                .withoutToken());
        this.settings.putAll(known.deciding());
        this.names =
                rows.columns().stream().map(SealedColumn::name).collect(Collectors.joining(", "))
                        + ", "
                        + FENCE;
        this.structure =
                rows.columns().stream()
                                .map(column -> column.name() + " " + column.type())
                                .collect(Collectors.joining(", "))
                        + ", "
                        + FENCE
                        + " UInt64";
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 6;
        String[] sizes =
                args.length > 1 ? args[1].split(",") : new String[] {"1000000", "100000000"};
        try (ClickHouseServer server = ClickHouseServer.start();
                ClickHouseClient client =
                        new ClickHouseClient(
                                ConnectionConfig.parse("http://127.0.0.1:" + server.httpPort()),
                                1)) {
            GuardBench bench = new GuardBench(server, client);
            Cost plain = Cost.NONE;
            Cost guarded = Cost.NONE;
            for (String size : sizes) {
                for (String index : new String[] {"", INDEX}) {
                    Cost[] both = bench.compare(Long.parseLong(size), index, rounds);
                    if (!index.isEmpty()) { // without one, a first attempt is not guarded
                        plain = plain.plus(both[0]);
                        guarded = guarded.plus(both[1]);
                    }
                }
            }
            System.out.printf(
                    "guard: ratio %.2f (ours %.0f rows/CPU s, theirs %.0f rows/CPU s)%n",
                    guarded.perSecond() / plain.perSecond(),
                    guarded.perSecond(),
                    plain.perSecond());
        }
    }

    /** Plain and guarded. */
    private Cost[] compare(long size, String index, int rounds) throws Exception {
        create(size, index);
        Cost plain = Cost.NONE;
        Cost guarded = Cost.NONE;
        insert(false);
        insert(true);
        for (int i = 0; i < rounds; i++) {
            plain = plain.plus(insert(false));
            guarded = guarded.plus(insert(true));
        }
        System.out.printf(
                "%,d rows, %s: guarded %,.0f rows per CPU second of the server, plain %,.0f; %.3f s"
                        + " and %.3f s per block of %,d%n",
                size,
                index.isEmpty() ? "no index" : "minmax index",
                guarded.perSecond(),
                plain.perSecond(),
                guarded.wall / rounds,
                plain.wall / rounds,
                BLOCK);
        server.execute("DROP TABLE t SYNC");
        return new Cost[] {plain, guarded};
    }

    /** Parts of many blocks each, as merges leave them, with fences in the order of time. */
    private void create(long size, String index) {
        server.execute(
                "CREATE TABLE t ("
                        + ReferenceRow.COLUMNS
                        + ", _flink_block UInt64 MATERIALIZED 0 CODEC(T64, ZSTD(1))"
                        + index
                        + ") ENGINE = MergeTree ORDER BY (user_id, ts)");
        for (long from = 0; from < size; from += PER_INSERT) {
            server.execute(
                    "INSERT INTO t ("
                            + names
                            + ") SELECT cityHash64(number) % 1000000, number % 5000000, number % 9000,"
                            + " ['pv', 'cart', 'fav', 'buy'][number % 4 + 1],"
                            + " fromUnixTimestamp64Milli(1700000000000 + toInt64(number) * 37),"
                            + " concat('https://shop.example.com/item/', toString(number)),"
                            + " number % 100000 / 100, 'DE', "
                            + ++fence
                            + " FROM numbers("
                            + from
                            + ", "
                            + Math.min(PER_INSERT, size - from)
                            + ") SETTINGS insert_allow_materialized_columns = 1, async_insert = 0,"
                            + " min_insert_block_size_rows = 1048449");
        }
        server.execute("SYSTEM STOP MERGES t");
    }

    private Cost insert(boolean guarded) throws Exception {
        for (int i = 0; i < BLOCK; i++) {
            rows.append(ReferenceRow.of(inserted++));
        }
        long number = ++fence;
        EncodedBlock block = rows.seal(FENCE, number);
        String insert = "INSERT INTO t (" + names + ")";
        String statement =
                guarded
                        ? insert
                                + " SELECT "
                                + names
                                + " FROM input('"
                                + structure
                                + "') WHERE (SELECT count() FROM t WHERE _flink_block = "
                                + number
                                + ") = 0 FORMAT Native"
                        : insert + " FORMAT Native";
        Usage usage =
                Usage.of(
                        server.pid(),
                        () ->
                                client.insert(
                                        new InsertRequest(
                                                statement,
                                                UUID.randomUUID().toString(),
                                                settings,
                                                block,
                                                true)));
        block.release();
        return new Cost(BLOCK, usage.server(), usage.seconds());
    }

    private record Cost(long rows, double cpu, double wall) {
        static final Cost NONE = new Cost(0, 0, 0);

        Cost plus(Cost other) {
            return new Cost(rows + other.rows, cpu + other.cpu, wall + other.wall);
        }

        double perSecond() {
            return rows / cpu;
        }
    }
}
