// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares random queries of a ClickHouse table, in which the server does what it can, with the
 * same queries of the same rows in Flink. {@code -Dscan.fuzz.seed} repeats a run, and {@code
 * -Dscan.fuzz.tables} says how many tables are tried.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(value = 3, unit = TimeUnit.HOURS) // as long as the tables that are asked for take
class ScanFuzzITCase {

    private static final long SEED = Long.getLong("scan.fuzz.seed", 20261127);
    private static final int TABLES = Integer.getInteger("scan.fuzz.tables", 1);
    private static final int CONDITIONS = 16;
    private static final int AGGREGATES = 6;
    private static final int MOST = 5;

    private static final List<String> FUNCTIONS =
            List.of("COUNT(%s)", "MIN(%s)", "MAX(%s)", "SUM(%s)", "AVG(%s)");

    /** The columns whose aggregates the server computes. */
    private static final Set<String> SERVERS =
            Set.of(
                    "i8", "u8", "i16", "u16", "i32", "n32", "u32", "i64", "s", "ns", "sl", "da",
                    "da32", "t", "t0", "t3", "t9", "t9w");

    private final Random random = new Random(SEED);
    private FilterTables tables;
    private int pushed;
    private int narrowed;
    private int aggregated;

    @Test
    void pushedDownIsWhatFlinkComputes(ClickHouseDatabase db) throws Exception {
        System.out.println("ScanFuzzITCase: -Dscan.fuzz.seed=" + SEED);
        tables = new FilterTables(db, random);
        for (int i = 0; i < TABLES; i++) {
            tables.fill();
            tables.restore();
            List<String> conditions = tables.conditions(CONDITIONS);
            filters(conditions);
            projection();
            aggregates(db, conditions);
        }
        System.out.printf(
                "%d conditions by the server, %d at least in part; %d aggregates by the server%n",
                pushed, narrowed, aggregated);
        assertThat(pushed).as("conditions by the server").isGreaterThan(TABLES * CONDITIONS / 4);
        assertThat(narrowed).as("conditions by the server, at least in part").isPositive();
        assertThat(aggregated).as("aggregates by the server").isPositive();
    }

    private void filters(List<String> conditions) throws Exception {
        String sent = FilterTables.union("t", conditions, "");
        String plan = tables.env().explainSql(sent);
        String physical = plan.substring(plan.indexOf("== Optimized Execution Plan =="));
        pushed += conditions.size() - count("where=\\[", physical);
        narrowed += count("filter=\\[(?!\\])", physical);
        Map<Integer, Set<Integer>> meant = tables.found(FilterTables.union("v", conditions, ""));
        Map<Integer, Set<Integer>> found = tables.found(sent);
        Map<Integer, Set<Integer>> some =
                tables.found(FilterTables.union("t", conditions, " LIMIT " + MOST));
        for (int i = 0; i < conditions.size(); i++) {
            Set<Integer> all = meant.getOrDefault(i, Set.of());
            assertThat(found.getOrDefault(i, Set.of()))
                    .as("seed %d: %s", SEED, conditions.get(i))
                    .isEqualTo(all);
            assertThat(some.getOrDefault(i, Set.of()))
                    .as("seed %d: %s LIMIT", SEED, conditions.get(i))
                    .isSubsetOf(all)
                    .hasSize(Math.min(MOST, all.size()));
        }
    }

    private static int count(String pattern, String text) {
        return (int) Pattern.compile(pattern).matcher(text).results().count();
    }

    private void projection() throws Exception {
        assertThat(rows("SELECT * FROM t")).as("seed %d", SEED).isEqualTo(rows("SELECT * FROM v"));
    }

    /** Of a table without DECIMAL columns. */
    private void aggregates(ClickHouseDatabase db, List<String> conditions) throws Exception {
        List<FilterColumn> columns =
                FilterColumn.ALL.stream().filter(c -> !c.type().startsWith("DECIMAL")).toList();
        String declared =
                columns.stream()
                        .map(column -> column.name() + " " + column.type())
                        .collect(Collectors.joining(", "));
        tables.env().executeSql(SqlTable.of(db, declared).ddl("a"));
        List<String> queries =
                Stream.generate(() -> aggregate(columns, conditions)).limit(AGGREGATES).toList();
        String plan = tables.env().explainSql(union(queries, "a"));
        aggregated += count("aggregates=\\[", plan) / 2; // the plan is shown twice
        assertThat(rows(union(queries, "a")))
                .as("seed %d: %s", SEED, queries)
                .isEqualTo(rows(union(queries, "v")));
    }

    private String aggregate(List<FilterColumn> columns, List<String> conditions) {
        String key = column(columns).name();
        String where = random.nextInt(3) > 0 ? "" : " WHERE " + whereOver(columns, conditions);
        String results =
                Stream.concat(Stream.of("COUNT(*)"), Stream.generate(() -> function(columns)))
                        .limit(3)
                        .map(result -> ", CAST(" + result + " AS STRING)")
                        .collect(Collectors.joining());
        return random.nextInt(3) == 0
                ? "SELECT ''" + results + " FROM %s" + where
                : "SELECT CAST("
                        + key
                        + " AS STRING)"
                        + results
                        + " FROM %s"
                        + where
                        + " GROUP BY "
                        + key;
    }

    private String function(List<FilterColumn> columns) {
        FilterColumn column = column(columns);
        boolean number =
                column.values() instanceof FilterValues.Whole && column.type().contains("INT");
        return FUNCTIONS.get(random.nextInt(number ? 5 : 3)).formatted(column.name());
    }

    /** Seldom one whose aggregates are always Flink's. */
    private FilterColumn column(List<FilterColumn> columns) {
        return random.nextInt(8) == 0
                ? oneOf(columns)
                : oneOf(columns.stream().filter(one -> SERVERS.contains(one.name())).toList());
    }

    /** A condition about the columns of the table. */
    private String whereOver(List<FilterColumn> columns, List<String> conditions) {
        String others =
                FilterColumn.ALL.stream()
                        .filter(column -> !columns.contains(column))
                        .map(FilterColumn::name)
                        .collect(Collectors.joining("|", "(?s).*\\b(id|", ")\\b.*"));
        return conditions.stream()
                .skip(random.nextInt(conditions.size()))
                .filter(condition -> !condition.matches(others))
                .findFirst()
                .orElse("n32 > 0")
                .replace("%", "%%");
    }

    private <T> T oneOf(List<T> some) {
        return FilterValues.oneOf(random, some);
    }

    private static String union(List<String> queries, String table) {
        return IntStream.range(0, queries.size())
                .mapToObj(i -> "SELECT " + i + ", * FROM (" + queries.get(i).formatted(table) + ")")
                .collect(Collectors.joining(" UNION ALL "));
    }

    private List<String> rows(String query) throws Exception {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.env().executeSql(query).collect()) {
            found.forEachRemaining(row -> rows.add(row.toString()));
        }
        Collections.sort(rows);
        return rows;
    }
}
