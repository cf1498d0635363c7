// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.memory;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ClickHouseSinkBuilder;

import org.apache.flink.table.data.RowData;

import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * A stream that is hard on memory, and its table.
 *
 * @param name of the table too
 * @param rows the number of rows
 * @param row returns a row by its number
 * @param options of the sink, given the name of the database
 */
record NastyStream(
        String name,
        String columns,
        String engine,
        int rows,
        IntFunction<RowData> row,
        BiConsumer<ClickHouseSinkBuilder<RowData>, String> options) {

    /** A stream of rows into a table that drops what it gets. */
    NastyStream(String name, String columns, int rows, IntFunction<RowData> row) {
        this(name, columns, "Null", rows, row, (sink, database) -> sink.rows(RowMapping.rowData()));
    }

    NastyStream into(String otherEngine) {
        return new NastyStream(name, columns, otherEngine, rows, row, options);
    }

    NastyStream with(BiConsumer<ClickHouseSinkBuilder<RowData>, String> more) {
        return new NastyStream(name, columns, engine, rows, row, options.andThen(more));
    }

    String create() {
        return "CREATE TABLE `" + name + "` (" + columns + ") ENGINE = " + engine;
    }
}
