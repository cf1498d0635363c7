// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Generates random conditions in Flink's SQL. */
final class FilterPredicates {

    private static final List<String> OPERATORS = List.of("=", "<>", "<", "<=", ">", ">=");
    private static final List<List<String>> PAIRS =
            List.of(
                    List.of("i8", "u8", "i16", "u16", "i32", "n32", "u32", "i64"),
                    List.of("i64d", "u64", "d9", "d9w", "d18", "d20", "i64"),
                    List.of("f32", "f64", "n64"),
                    List.of("s", "ns", "sl", "sc", "sv", "fs", "e8", "e16", "uu", "ip4", "u64t"),
                    List.of("da", "da32"),
                    List.of("t", "t0", "t3", "t9"),
                    List.of("tw", "t3w", "t6w", "t9w"));

    private static final List<String> TRUTHS =
            List.of(
                    "IS TRUE",
                    "IS NOT TRUE",
                    "IS FALSE",
                    "IS NOT FALSE",
                    "IS UNKNOWN",
                    "IS NOT UNKNOWN",
                    "= TRUE",
                    "<> FALSE");

    private final Random random;

    FilterPredicates(Random random) {
        this.random = random;
    }

    String next() {
        return condition(2);
    }

    private String condition(int depth) {
        int kind = random.nextInt(14);
        if (depth == 0 || kind < 7) {
            return simple();
        }
        return switch (kind) {
            case 7, 8 -> "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
            case 9, 10 -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
            case 11 -> "(" + condition(depth - 1) + ") " + FilterValues.oneOf(random, TRUTHS);
            case 12 ->
                    "CASE WHEN "
                            + condition(depth - 1)
                            + " THEN "
                            + condition(0)
                            + (random.nextBoolean() ? " ELSE " + condition(0) : "")
                            + " END";
            default -> "NOT (" + condition(depth - 1) + ")";
        };
    }

    private String simple() {
        FilterColumn column = FilterValues.oneOf(random, FilterColumn.ALL);
        String name = column.name();
        if (column.values() instanceof FilterValues.Truth) {
            return FilterValues.oneOf(
                    random,
                    List.of(
                            name,
                            "NOT " + name,
                            name + " = TRUE",
                            name + " <> TRUE",
                            name + " IS NULL",
                            name + " IS TRUE",
                            name + " IS NOT FALSE"));
        }
        return switch (random.nextInt(18)) {
            case 14, 15, 16, 17 -> combined(column);
            case 0 -> name + " IS NULL";
            case 1 -> name + " IS NOT NULL";
            case 2 -> name + " BETWEEN " + end(column) + " AND " + end(column);
            case 3 -> name + " NOT BETWEEN " + end(column) + " AND " + end(column);
            case 4 -> name + " IN (" + list(column) + ")";
            case 5 -> name + " NOT IN (" + list(column) + ")";
            case 6 -> pair();
            case 7 -> end(column) + " " + operator() + " " + name;
            case 8, 9, 10 -> name + " " + operator() + " " + end(column);
            case 11 -> odd(column);
            default -> name + (random.nextBoolean() ? " = " : " <> ") + literal(column);
        };
    }

    /** A cast, a NULL in a list, a function of two values, or two comparisons of one column. */
    private String combined(FilterColumn column) {
        String name = column.name();
        return switch (random.nextInt(4)) {
            case 0 -> nested(column);
            case 1 ->
                    name
                            + (random.nextBoolean() ? " IN (" : " NOT IN (")
                            + list(column)
                            + ", NULL)";
            case 2 ->
                    // Flink's planner fails at the NULL of a NULLIF of timestamps.
                    (random.nextBoolean() || column.values() instanceof FilterTimes.Moment
                                    ? "COALESCE"
                                    : "NULLIF")
                            + "("
                            + name
                            + ", "
                            + end(column)
                            + ") "
                            + operator()
                            + " "
                            + end(column);
            default ->
                    "("
                            + name
                            + " "
                            + operator()
                            + " "
                            + end(column)
                            + (random.nextBoolean() ? " OR " : " AND ")
                            + name
                            + " "
                            + operator()
                            + " "
                            + end(column)
                            + ")";
        };
    }

    private String nested(FilterColumn column) {
        String type = FilterValues.oneOf(random, casts(column));
        return "CAST(" + column.name() + " AS " + type + ") " + operator() + " " + end(column);
    }

    private static List<String> casts(FilterColumn column) {
        if (column.values() instanceof FilterTexts) {
            return List.of("STRING", "VARCHAR(3)", "CHAR(8)");
        }
        if (column.values() instanceof FilterTimes.Day) {
            return List.of("DATE", "STRING");
        }
        if (column.values() instanceof FilterTimes.Moment) {
            return column.type().contains("LTZ")
                    ? List.of("TIMESTAMP_LTZ(9)", "TIMESTAMP_LTZ(6)", "TIMESTAMP_LTZ(0)")
                    : List.of("TIMESTAMP(9)", "TIMESTAMP(6)", "TIMESTAMP(0)");
        }
        if (column.values() instanceof FilterValues.Floating) {
            return List.of("DOUBLE", "FLOAT", "INT", "BIGINT");
        }
        return List.of(
                "INT",
                "BIGINT",
                "SMALLINT",
                "DECIMAL(38, 10)",
                "DECIMAL(38, 0)",
                "DECIMAL(9, 2)",
                "DOUBLE",
                "FLOAT",
                "DECIMAL(25, 5)");
    }

    private String odd(FilterColumn column) {
        String name = column.name();
        if (column.values() instanceof FilterTexts) {
            return FilterValues.oneOf(
                    random,
                    List.of(
                            name + " LIKE 'a%'",
                            name + " NOT LIKE '%b'",
                            "UPPER(" + name + ") = 'A'",
                            name + " IS DISTINCT FROM " + literal(column)));
        }
        return name
                + (random.nextBoolean() ? " IS DISTINCT FROM " : " IS NOT DISTINCT FROM ")
                + literal(column);
    }

    /** Flink takes a column compared with itself for TRUE, also where it is NULL. */
    private String pair() {
        List<String> names = new ArrayList<>(FilterValues.oneOf(random, PAIRS));
        Collections.shuffle(names, random);
        return names.get(0) + " " + operator() + " " + names.get(1);
    }

    private String list(FilterColumn column) {
        // The literals of one list have one type in Flink.
        Random same = new Random(random.nextLong());
        long seed = same.nextLong();
        return IntStream.rangeClosed(1, 1 + same.nextInt(5))
                .mapToObj(
                        ignored ->
                                column.values()
                                        .listed(column.values().random(random), new Random(seed)))
                .collect(Collectors.joining(", "));
    }

    /** A literal that orders values. */
    private String end(FilterColumn column) {
        Object value = column.values().random(random);
        return column.values() instanceof FilterTexts texts
                ? texts.listed(value, random)
                : column.values().literal(value, random);
    }

    private String literal(FilterColumn column) {
        return column.values().literal(column.values().random(random), random);
    }

    private String operator() {
        return FilterValues.oneOf(random, OPERATORS);
    }
}
