// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.memory;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.sink.ChangelogOptions;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Streams that are hard on memory. Most are larger than the heap that they get, so that what is not
 * counted, or not given up, ends the task.
 */
final class NastyStreams {

    private static final String KEYED =
            "MergeTree ORDER BY tuple() SETTINGS enable_block_number_column = 1,"
                    + " enable_block_offset_column = 1";
    private static final int MEGABYTE = 1 << 20;

    /** Updates of 100 kB, each ten in one statement; the server takes long for 10 000. */
    private static final int UPDATES = Integer.getInteger("nasty.updates", 600);

    /** Partitions in one block; the server takes long for 3000. */
    private static final int PARTITIONS = Integer.getInteger("nasty.partitions", 300);

    static final NastyStream GIANT =
            new NastyStream("one of 60 MB", "v String", 3, i -> row(text(60 * MEGABYTE)));

    static final List<NastyStream> ROWS =
            Stream.of(dictionaries(), wideRows(), largeValues(), otherPaths(), otherTables())
                    .flatMap(List::stream)
                    .toList();

    /**
     * Changes by key, in statements of one megabyte: larger ones are slow on the server, and so is
     * its log of them.
     */
    static final List<NastyStream> CHANGES = changes();

    private NastyStreams() {}

    static NastyStream named(String name) {
        return Stream.of(ROWS, CHANGES, List.of(GIANT))
                .flatMap(List::stream)
                .filter(stream -> stream.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static List<NastyStream> dictionaries() {
        return List.of(
                new NastyStream(
                        "dictionary of long values",
                        "v LowCardinality(String)",
                        9_000,
                        i -> row(text(i, 20_000))),
                new NastyStream(
                        "dictionary of short values",
                        "v LowCardinality(String)",
                        1_000_000,
                        i -> row(text(i, 0))),
                new NastyStream(
                                "rejected values of a dictionary",
                                "v LowCardinality(String), n UInt8",
                                9_000,
                                i -> row(text(i, 20_000), (short) (i % 3 == 0 ? 1 : -1)))
                        .with((sink, database) -> sink.skipRejectedRows()),
                new NastyStream(
                        "dictionary in an array",
                        "v Array(LowCardinality(Nullable(String)))",
                        60,
                        i -> row(array(200, j -> text(i * 200 + j, 15_000)))));
    }

    private static List<NastyStream> wideRows() {
        return List.of(
                new NastyStream(
                        "10000 columns",
                        columns(10_000),
                        30,
                        i -> wide(10_000, i * 101, text(MEGABYTE * 9 / 10))),
                new NastyStream(
                        "most of a megabyte in each column",
                        columns(400),
                        400,
                        i -> wide(400, i, text(MEGABYTE * 9 / 10))),
                new NastyStream(
                        "giant in each column",
                        columns(300),
                        150,
                        i -> wide(300, i, text(MEGABYTE * 2))));
    }

    private static List<NastyStream> changes() {
        return List.of(
                keyed(
                        "updates of 100 kB",
                        "k Int64, v String",
                        UPDATES,
                        i -> change(RowKind.UPDATE_AFTER, (long) i, text(100_000))),
                keyed(
                        "updates of many columns",
                        "k String, " + columns(60),
                        24,
                        i -> changeAll(text(i, 30_000), 60)),
                keyed(
                        "updates of one row",
                        "k Int64, v String",
                        300,
                        i -> change(RowKind.UPDATE_AFTER, 1L, text(200_000))),
                keyed(
                        "deletes",
                        "k String, v String",
                        1_200,
                        i -> change(RowKind.DELETE, text(i, 15_000), text(1))),
                keyed(
                                "rejected updates of a dictionary",
                                "k Int64, v LowCardinality(String), n UInt8",
                                3_000,
                                i -> change(RowKind.UPDATE_AFTER, 7L, text(i, 20_000), (short) -1))
                        .with((sink, database) -> sink.skipRejectedRows()),
                keyed(
                                "inserts by key",
                                "k String, v String",
                                40_000,
                                i -> row(text(i, 2_000), text(1)))
                        .into("Null"));
    }

    private static List<NastyStream> largeValues() {
        return List.of(
                new NastyStream("bytes of 4 MB", "v String", 50, i -> row(text(4 * MEGABYTE))),
                new NastyStream("JSON of 2 MB", "v JSON", 100, i -> row(json("a", 2 * MEGABYTE))),
                new NastyStream(
                        "arrays of 500000 numbers",
                        "v Array(Int64)",
                        50,
                        i -> row(array(500_000, j -> 7L))),
                new NastyStream(
                        "maps of 50000 entries", "v Map(String, Int64)", 20, i -> row(map(50_000))),
                new NastyStream(
                        "NULL of a FixedString",
                        "v Nullable(FixedString(256))",
                        1_000_000,
                        i -> row((Object) null)));
    }

    private static List<NastyStream> otherPaths() {
        return List.of(
                new NastyStream(
                        "messages of 2 MB",
                        "v String",
                        "Null",
                        100,
                        i -> row(json("v", 2 * MEGABYTE)),
                        (sink, database) ->
                                sink.messages("JSONEachRow", row -> row.getString(0).toBytes())),
                new NastyStream(
                                "rejected giants",
                                "v FixedString(3), w UUID",
                                60,
                                i -> row(text(2 * MEGABYTE), text(2 * MEGABYTE)))
                        .with((sink, database) -> sink.skipRejectedRows()),
                new NastyStream(
                                "dead letters of 1 MB",
                                "v String, n UInt8",
                                150,
                                i -> row(text(MEGABYTE), (short) -1))
                        .with((sink, database) -> sink.deadLetterTable(database, "dead")));
    }

    private static List<NastyStream> otherTables() {
        return List.of(
                new NastyStream(
                                "exactly once with rows of 4 MB",
                                "v String, _flink_block UInt64 MATERIALIZED 0",
                                40,
                                i -> row(text(4 * MEGABYTE)))
                        .into("MergeTree ORDER BY tuple()")
                        .with(
                                (sink, database) ->
                                        sink.deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                                                .maxBytes(8 * MEGABYTE)),
                new NastyStream(
                                "many partitions",
                                "n Int64, v String",
                                10 * PARTITIONS,
                                i -> row((long) i, text(i, 2_000)))
                        .into("MergeTree PARTITION BY n % " + PARTITIONS + " ORDER BY n")
                        .with(
                                (sink, database) ->
                                        sink.setting("max_partitions_per_insert_block", "0")));
    }

    private static NastyStream keyed(
            String name, String columns, int rows, IntFunction<RowData> row) {
        return new NastyStream(name, columns, rows, row)
                .into(KEYED)
                .with(
                        (sink, database) ->
                                sink.maxBytes(MEGABYTE)
                                        .setting("log_queries_cut_to_length", "100")
                                        .changelog(
                                                ChangelogOptions.upsertBy("k")
                                                        .deletes(DeleteMode.LIGHTWEIGHT_DELETE)
                                                        .updates(UpdateMode.LIGHTWEIGHT_UPDATE)));
    }

    private static String columns(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "c" + i + " String")
                .collect(Collectors.joining(", "));
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

    private static StringData json(String field, int size) {
        return StringData.fromString("{\"" + field + "\":\"" + "x".repeat(size) + "\"}");
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
