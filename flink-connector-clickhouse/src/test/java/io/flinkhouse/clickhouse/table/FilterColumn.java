// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A column of the tables that filters are tried on.
 *
 * @param stored its type in ClickHouse
 * @param type its type in Flink
 */
record FilterColumn(String name, String stored, String type, FilterValues values) {

    static final List<FilterColumn> ALL =
            List.of(
                    number("i8", "Nullable(Int8)", "TINYINT"),
                    number("u8", "Nullable(UInt8)", "SMALLINT"),
                    number("i16", "Nullable(Int16)", "SMALLINT"),
                    number("u16", "Nullable(UInt16)", "INT"),
                    number("i32", "Nullable(Int32)", "INT"),
                    number("n32", "Int32", "INT NOT NULL"),
                    number("u32", "Nullable(UInt32)", "BIGINT"),
                    number("i64", "Nullable(Int64)", "BIGINT"),
                    number("i64d", "Nullable(Int64)", "DECIMAL(19, 0)"),
                    number("u64", "Nullable(UInt64)", "DECIMAL(20, 0)"),
                    number("i128", "Nullable(Int128)", "DECIMAL(38, 0)"),
                    number("u256", "Nullable(UInt256)", "DECIMAL(38, 0)"),
                    number("d9", "Nullable(Decimal(9, 2))", "DECIMAL(9, 2)"),
                    number("d9w", "Nullable(Decimal(9, 2))", "DECIMAL(12, 3)"),
                    number("d18", "Decimal(18, 6)", "DECIMAL(18, 6) NOT NULL"),
                    number("d20", "Nullable(Decimal(20, 2))", "DECIMAL(20, 2)"),
                    number("d38", "Nullable(Decimal(38, 10))", "DECIMAL(38, 10)"),
                    number("d76", "Nullable(Decimal(76, 20))", "DECIMAL(38, 20)"),
                    numberAsText("u64t", "UInt64"),
                    numberAsText("i128t", "Int128"),
                    numberAsText("u256t", "UInt256"),
                    numberAsText("d50t", "Decimal(50, 3)"),
                    floating("f32", "Nullable(Float32)", "FLOAT"),
                    floating("f64", "Nullable(Float64)", "DOUBLE"),
                    floating("n64", "Float64", "DOUBLE NOT NULL"),
                    text("s", "Nullable(String)", "STRING"),
                    text("ns", "String", "STRING NOT NULL"),
                    text("sl", "LowCardinality(Nullable(String))", "STRING"),
                    text("sc", "Nullable(String)", "CHAR(5)"),
                    text("sv", "Nullable(String)", "VARCHAR(8)"),
                    text("fs", "Nullable(FixedString(4))", "STRING"),
                    text("e8", "Nullable(Enum8('b' = -5, 'ab' = 1, 'A' = 2, '' = 3))", "STRING"),
                    text("e16", "Enum16('z' = 300, 'y' = -300, 'é' = 0)", "STRING NOT NULL"),
                    text("uu", "Nullable(UUID)", "STRING"),
                    text("ip4", "Nullable(IPv4)", "STRING"),
                    text("ip6", "Nullable(IPv6)", "STRING"),
                    day("da", "Nullable(Date)"),
                    day("da32", "Nullable(Date32)"),
                    time("t", "Nullable(DateTime)", "TIMESTAMP_LTZ(0)"),
                    time("tw", "Nullable(DateTime('Europe/Berlin'))", "TIMESTAMP(0)"),
                    time("t0", "Nullable(DateTime64(0, 'America/New_York'))", "TIMESTAMP_LTZ(0)"),
                    time("t3", "Nullable(DateTime64(3))", "TIMESTAMP_LTZ(3)"),
                    time("t3w", "Nullable(DateTime64(3, 'Europe/Berlin'))", "TIMESTAMP(3)"),
                    time("t6w", "DateTime64(6, 'Asia/Kolkata')", "TIMESTAMP(6) NOT NULL"),
                    time("t9", "Nullable(DateTime64(9, 'UTC'))", "TIMESTAMP_LTZ(9)"),
                    time("t9w", "Nullable(DateTime64(9))", "TIMESTAMP(9)"),
                    new FilterColumn("b", "Nullable(Bool)", "BOOLEAN", new FilterValues.Truth()),
                    new FilterColumn("ub", "Nullable(UInt8)", "BOOLEAN", new FilterValues.Truth()));

    private static FilterColumn number(String name, String stored, String type) {
        return new FilterColumn(
                name, stored, type, new FilterValues.Whole(plain(stored), logical(type)));
    }

    private static FilterColumn numberAsText(String name, String stored) {
        return new FilterColumn(
                name, "Nullable(" + stored + ")", "STRING", new FilterTexts(stored));
    }

    private static FilterColumn floating(String name, String stored, String type) {
        return new FilterColumn(
                name, stored, type, new FilterValues.Floating(type.startsWith("FLOAT")));
    }

    private static FilterColumn text(String name, String stored, String type) {
        return new FilterColumn(name, stored, type, new FilterTexts(plain(stored)));
    }

    private static FilterColumn day(String name, String stored) {
        return new FilterColumn(name, stored, "DATE", new FilterTimes.Day(plain(stored)));
    }

    private static FilterColumn time(String name, String stored, String type) {
        return new FilterColumn(
                name, stored, type, new FilterTimes.Moment(plain(stored), logical(type)));
    }

    private static String plain(String stored) {
        return stored.replaceAll("^(LowCardinality\\()?Nullable\\((.*?)\\)+$", "$2")
                .replaceAll("^([^(]*\\([^()]*)$", "$1)");
    }

    private static LogicalType logical(String type) {
        return LogicalTypeParser.parse(type, FilterColumn.class.getClassLoader());
    }

    boolean mayBeNull() {
        return stored.contains("Nullable(");
    }

    /** The number of the row and all columns, as in a CREATE TABLE of Flink. */
    static String flinkColumns() {
        return "id INT NOT NULL, "
                + ALL.stream()
                        .map(column -> column.name + " " + column.type)
                        .collect(Collectors.joining(", "));
    }

    /** The number of the row and all columns, as in a CREATE TABLE of ClickHouse. */
    static String serverColumns() {
        return "id Int32, "
                + ALL.stream()
                        .map(column -> column.name + " " + column.stored)
                        .collect(Collectors.joining(", "));
    }

    static RowType rowType() {
        return (RowType) logical("ROW<" + flinkColumns() + ">").copy(false);
    }
}
