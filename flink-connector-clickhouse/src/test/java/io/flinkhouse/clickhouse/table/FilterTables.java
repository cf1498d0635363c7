// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.operations.DeleteFromFilterOperation;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random rows: the view {@code v} of Flink, and the table {@code all_rows} of ClickHouse; the table
 * {@code t}, which Flink knows too, has the same columns, with indexes.
 */
final class FilterTables {

    private static final int ROWS = 60;
    private static final int INDEXES = 8;

    private final ClickHouseDatabase db;
    private final Random random;
    private StreamTableEnvironment env;
    private int refused;

    FilterTables(ClickHouseDatabase db, Random random) {
        this.db = db;
        this.random = random;
    }

    StreamTableEnvironment env() {
        return env;
    }

    /** The number of conditions that Flink has refused. */
    int refused() {
        return refused;
    }

    /** Fills t with all rows. */
    void restore() {
        db.execute("TRUNCATE TABLE t");
        db.execute("INSERT INTO t SELECT * FROM all_rows");
    }

    /** Draws rows; t is empty. */
    void fill() {
        StreamExecutionEnvironment jobs = new StreamExecutionEnvironment(MiniFlink.configuration());
        jobs.setParallelism(1);
        env = StreamTableEnvironment.create(jobs, EnvironmentSettings.inBatchMode());
        env.getConfig().set("table.local-time-zone", "UTC");
        List<RowData> rows = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            GenericRowData row = new GenericRowData(FilterColumn.ALL.size() + 1);
            List<String> value = new ArrayList<>(List.of(String.valueOf(id)));
            row.setField(0, id);
            for (int i = 0; i < FilterColumn.ALL.size(); i++) {
                FilterColumn column = FilterColumn.ALL.get(i);
                boolean isNull = column.mayBeNull() && random.nextInt(6) == 0;
                Object drawn = column.values().random(random);
                row.setField(i + 1, isNull ? null : column.values().inFlink(drawn));
                value.add(isNull ? "NULL" : column.values().inServer(drawn));
            }
            rows.add(row);
            values.add("(" + String.join(", ", value) + ")");
        }
        env.createTemporaryView(
                "v", jobs.fromData(rows, InternalTypeInfo.of(FilterColumn.rowType())));
        createTables(values);
    }

    /** Keys, so that an index chooses rows too. */
    private void createTables(List<String> rows) {
        String key = FilterValues.oneOf(random, FilterColumn.ALL).name();
        for (String table : List.of("all_rows", "t")) {
            db.execute("DROP TABLE IF EXISTS " + table);
            db.execute(
                    "CREATE TABLE "
                            + table
                            + " ("
                            + FilterColumn.serverColumns()
                            + ") ENGINE = MergeTree ORDER BY ("
                            + key
                            + ", id) SETTINGS allow_nullable_key = 1, index_granularity = 4");
        }
        for (int i = 0; i < INDEXES; i++) {
            addIndex("i" + i);
        }
        db.execute("INSERT INTO all_rows VALUES " + String.join(", ", rows));
        // The checks of an INSERT would take most of the time of a DELETE.
        env.executeSql(
                SqlTable.of(db, FilterColumn.flinkColumns())
                        .with("sink.validate", "false")
                        .ddl("t"));
    }

    /** Draws conditions that Flink can plan. */
    List<String> conditions(int count) {
        FilterPredicates predicates = new FilterPredicates(random);
        List<String> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            drawn.addAll(
                    planned(
                            Stream.generate(predicates::next)
                                    .limit(count - drawn.size())
                                    .toList()));
        }
        return drawn;
    }

    /**
     * Returns the conditions that Flink plans, most of them in one query. It refuses some, such as
     * NULLIF of two types, and its planner fails at others, such as a date that is compared with
     * both dates and texts.
     */
    private List<String> planned(List<String> conditions) {
        try {
            env.explainSql(union("v", conditions, ""));
            return conditions;
        } catch (RuntimeException e) {
            int half = conditions.size() / 2;
            if (half == 0) {
                refused++;
                return List.of();
            }
            List<String> some = new ArrayList<>(planned(conditions.subList(0, half)));
            some.addAll(planned(conditions.subList(half, conditions.size())));
            return some;
        }
    }

    private void addIndex(String name) {
        String column = FilterValues.oneOf(random, FilterColumn.ALL).name();
        String type = FilterValues.oneOf(random, List.of("minmax", "set(9)", "bloom_filter"));
        try {
            db.execute(
                    "ALTER TABLE t ADD INDEX "
                            + name
                            + " "
                            + column
                            + " TYPE "
                            + type
                            + " GRANULARITY 1");
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("Unexpected type"); // of bloom_filter
        }
    }

    /**
     * Deletes the rows from t if the server can evaluate the condition; false if Flink has to find
     * them.
     */
    boolean delete(String condition) throws Exception {
        TableEnvironmentInternal planner = (TableEnvironmentInternal) env;
        Operation delete = planner.getParser().parse("DELETE FROM t WHERE " + condition).get(0);
        boolean byServer = delete instanceof DeleteFromFilterOperation;
        if (byServer) {
            planner.executeInternal(delete).await();
        }
        return byServer;
    }

    /** Returns a query of the number of each condition with the numbers of its rows. */
    static String union(String table, List<String> conditions, String limit) {
        return IntStream.range(0, conditions.size())
                .mapToObj(
                        i ->
                                "(SELECT "
                                        + i
                                        + ", id FROM "
                                        + table
                                        + " WHERE "
                                        + conditions.get(i)
                                        + limit
                                        + ")")
                .collect(Collectors.joining(" UNION ALL "));
    }

    /** Returns the numbers of the rows by the number of the condition. */
    Map<Integer, Set<Integer>> found(String query) throws Exception {
        Map<Integer, Set<Integer>> rows = new TreeMap<>();
        try (CloseableIterator<Row> found = env.executeSql(query).collect()) {
            while (found.hasNext()) {
                Row row = found.next();
                rows.computeIfAbsent((Integer) row.getField(0), i -> new TreeSet<>())
                        .add((Integer) row.getField(1));
            }
        }
        return rows;
    }
}
