// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.mapping.RowMapping;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Streams that are hard on memory, each through a writer. The main method runs them one after the
 * other in a JVM whose heap is the documented bound.
 */
final class NastyStreams {

    private static final String NULL = "ENGINE = Null";
    private static final String KEYED =
            "ENGINE = MergeTree ORDER BY tuple() SETTINGS enable_block_number_column = 1,"
                    + " enable_block_offset_column = 1";
    private static final int MEGABYTE = 1 << 20;

    /**
     * A stream.
     *
     * @param columns of its table, with its engine
     * @param rows the number of rows
     * @param row returns a row by its number
     */
    record Stream(String name, String columns, int rows, IntFunction<RowData> row) {

        /** Whether its changes become statements, which are expensive for the server. */
        boolean keyed() {
            return named("by key");
        }

        private boolean named(String part) {
            return name.contains(part);
        }
    }

    private NastyStreams() {}

    /** Runs the streams with these names: url, user, password, database, spool, bytes, names. */
    public static void main(String[] args) throws Exception {
        List<String> names = Arrays.asList(args).subList(6, args.length);
        List<Stream> all = new ArrayList<>(all());
        all.add(new Stream("one of 60 MB", "v String, " + NULL, 3, i -> row(text(60 * MEGABYTE))));
        for (Stream stream : all) {
            if (names.contains(stream.name)) {
                long start = System.nanoTime();
                run(stream, args, "t" + table(stream));
                System.out.printf(
                        "%s: %d ms%n", stream.name, (System.nanoTime() - start) / 1_000_000);
            }
        }
    }

    static String table(Stream stream) {
        return stream.name.replace(' ', '_');
    }

    static String create(Stream stream) {
        int engine = stream.columns.lastIndexOf(", ENGINE");
        return "CREATE TABLE t"
                + table(stream)
                + " ("
                + stream.columns.substring(0, engine)
                + ") "
                + stream.columns.substring(engine + 2);
    }

    private static void run(Stream stream, String[] args, String table) throws Exception {
        ClickHouseSinkBuilder<RowData> sink =
                ClickHouseSink.<RowData>builder()
                        .url(args[0])
                        .username(args[1])
                        .password(args[2])
                        .table(args[3], table)
                        .maxBytes(Long.parseLong(args[5]));
        if (stream.named("messages")) {
            sink.messages("JSONEachRow", row -> row.getString(0).toBytes());
        } else {
            sink.rows(RowMapping.rowData());
        }
        if (stream.keyed()) {
            sink.changelog(
                    ChangelogOptions.upsertBy("k")
                            .deletes(DeleteMode.LIGHTWEIGHT_DELETE)
                            .updates(UpdateMode.LIGHTWEIGHT_UPDATE));
        }
        if (stream.named("rejected")) {
            sink.skipRejectedRows();
        }
        if (stream.named("dead letters")) {
            sink.deadLetterTable(args[3], "dead");
        }
        if (stream.named("exactly once")) {
            sink.deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE).spoolPath(args[4]);
            sink.requireCheckpointing(false);
        }
        if (stream.named("partitions")) {
            sink.setting("max_partitions_per_insert_block", "0");
        }
        write(stream, sink.build());
    }

    private static void write(Stream stream, ClickHouseSink<RowData> sink) throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink)) {
            for (int i = 0; i < stream.rows; i++) {
                task.write(stream.row.apply(i));
            }
            task.prepareCommit();
            // The heap is still enough for an ordinary row.
            task.write(stream.row.apply(stream.rows));
            task.prepareCommit();
        }
    }

    @SuppressWarnings("checkstyle:methodlength") // a table, one entry per stream
    static List<Stream> all() {
        return List.of(
                new Stream(
                        "dictionary of long values",
                        "v LowCardinality(String), " + NULL,
                        9_000,
                        i -> row(text(i, 20_000))),
                new Stream(
                        "dictionary of short values",
                        "v LowCardinality(String), " + NULL,
                        1_000_000,
                        i -> row(text(i, 0))),
                new Stream(
                        "rejected values of a dictionary",
                        "v LowCardinality(String), n UInt8, " + NULL,
                        5_000,
                        i -> row(text(i, 20_000), (short) (i % 3 == 0 ? 1 : -1))),
                new Stream(
                        "dictionary in an array",
                        "v Array(LowCardinality(Nullable(String))), " + NULL,
                        30,
                        i -> row(array(200, j -> text(i * 200 + j, 15_000)))),
                new Stream(
                        "10000 columns",
                        columns(10_000) + NULL,
                        60,
                        i -> wide(10_000, i * 101, text(MEGABYTE * 9 / 10))),
                new Stream(
                        "giant in each column",
                        columns(300) + NULL,
                        100,
                        i -> wide(300, i, text(MEGABYTE * 2))),
                new Stream(
                        "updates of 100 kB by key",
                        "k Int64, v String, " + KEYED,
                        300,
                        i -> change(RowKind.UPDATE_AFTER, (long) i, text(100_000))),
                new Stream(
                        "updates of many columns by key",
                        "k String, " + columns(60) + KEYED,
                        120,
                        i -> changeAll(text(i, 3_000), 60)),
                new Stream(
                        "updates of one row by key",
                        "k Int64, v String, " + KEYED,
                        30,
                        i -> change(RowKind.UPDATE_AFTER, 1L, text(200_000))),
                new Stream(
                        "deletes by key",
                        "k String, v String, " + KEYED,
                        600,
                        i -> change(RowKind.DELETE, text(i, 15_000), text(1))),
                new Stream(
                        "rejected updates of a dictionary by key",
                        "k Int64, v LowCardinality(String), n UInt8, " + KEYED,
                        3_000,
                        i -> change(RowKind.UPDATE_AFTER, 7L, text(i, 20_000), (short) -1)),
                new Stream(
                        "inserts by key",
                        "k String, v String, " + NULL,
                        40_000,
                        i -> row(text(i, 2_000), text(1))),
                new Stream("bytes of 4 MB", "v String, " + NULL, 30, i -> row(text(4 * MEGABYTE))),
                new Stream(
                        "JSON of 2 MB",
                        "v JSON, " + NULL,
                        30,
                        i ->
                                row(
                                        StringData.fromString(
                                                "{\"a\":\"" + "x".repeat(2 * MEGABYTE) + "\"}"))),
                new Stream(
                        "arrays of 500000 numbers",
                        "v Array(Int64), " + NULL,
                        25,
                        i -> row(array(500_000, j -> 7L))),
                new Stream(
                        "maps of 50000 entries",
                        "v Map(String, Int64), " + NULL,
                        20,
                        i -> row(map(50_000))),
                new Stream(
                        "NULL of a FixedString",
                        "v Nullable(FixedString(256)), " + NULL,
                        300_000,
                        i -> row((Object) null)),
                new Stream(
                        "messages of 2 MB",
                        "v String, " + NULL,
                        50,
                        i ->
                                row(
                                        StringData.fromString(
                                                "{\"v\":\"" + "x".repeat(2 * MEGABYTE) + "\"}"))),
                new Stream(
                        "rejected giants",
                        "v FixedString(3), w UUID, " + NULL,
                        60,
                        i -> row(text(2 * MEGABYTE), text(2 * MEGABYTE))),
                new Stream(
                        "dead letters of 1 MB",
                        "v String, n UInt8, " + NULL,
                        30,
                        i -> row(text(MEGABYTE), (short) -1)),
                new Stream(
                        "exactly once with blocks of 4 MB",
                        "v String, _flink_block UInt64 MATERIALIZED 0, ENGINE = MergeTree ORDER BY"
                                + " tuple()",
                        25,
                        i -> row(text(4 * MEGABYTE))),
                new Stream(
                        "3000 partitions",
                        "n Int64, v String, ENGINE = MergeTree PARTITION BY n % 3000 ORDER BY n",
                        3_000,
                        i -> row((long) i, text(i, 2_000))));
    }

    private static String columns(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "c" + i + " String, ")
                .collect(Collectors.joining());
    }

    private static RowData row(Object... values) {
        return GenericRowData.of(values);
    }

    private static RowData change(RowKind kind, Object... values) {
        return GenericRowData.ofKind(kind, values);
    }

    private static RowData wide(int columns, int set, StringData value) {
        GenericRowData row = new GenericRowData(columns);
        StringData empty = StringData.fromString("");
        for (int i = 0; i < columns; i++) {
            row.setField(i, empty);
        }
        row.setField(set % columns, value);
        return row;
    }

    private static RowData changeAll(StringData key, int columns) {
        GenericRowData row = new GenericRowData(RowKind.UPDATE_AFTER, columns + 1);
        row.setField(0, key);
        for (int i = 1; i <= columns; i++) {
            row.setField(i, StringData.fromString("x"));
        }
        return row;
    }

    private static StringData text(int size) {
        return StringData.fromString("x".repeat(size));
    }

    /** Returns a text of its own. */
    private static StringData text(int number, int size) {
        return StringData.fromBytes((number + "y".repeat(size)).getBytes(StandardCharsets.UTF_8));
    }

    private static GenericArrayData array(int size, IntFunction<Object> element) {
        return new GenericArrayData(IntStream.range(0, size).mapToObj(element).toArray());
    }

    private static GenericMapData map(int size) {
        Map<Object, Object> map =
                IntStream.range(0, size)
                        .boxed()
                        .collect(Collectors.toMap(i -> text(i, 20), i -> (long) i));
        return new GenericMapData(Collections.unmodifiableMap(map));
    }
}
