// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares random DELETE conditions on the server with Flink's evaluation for the same rows. {@code
 * -Dfilter.fuzz.seed} repeats a run, and {@code -Dfilter.fuzz.cases} says how many conditions are
 * tried.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(value = 3, unit = TimeUnit.HOURS) // as long as the cases that are asked for take
class FilterFuzzITCase {

    private static final long SEED = Long.getLong("filter.fuzz.seed", 20261126);
    private static final int CASES = Integer.getInteger("filter.fuzz.cases", 320);
    private static final int CASES_PER_TABLE = 80;
    private static final int ROWS = 60;
    private static final int INDEXES = 8;

    private final Random random = new Random(SEED);
    private final List<String> wrong = new ArrayList<>();
    private int run;
    private int left;
    private int refused;

    private ClickHouseDatabase db;
    private StreamTableEnvironment env;

    @Test
    void theServerDeletesTheRowsThatFlinkMeans(ClickHouseDatabase db) throws Exception {
        this.db = db;
        System.out.println("FilterFuzzITCase: -Dfilter.fuzz.seed=" + SEED);
        for (int from = 0; from < CASES; from += CASES_PER_TABLE) {
            fillTables();
            FilterPredicates predicates = new FilterPredicates(random);
            List<String> conditions =
                    Stream.generate(predicates::next)
                            .filter(this::isPlanned)
                            .limit(CASES_PER_TABLE)
                            .toList();
            Map<Integer, Set<Integer>> meant = meantByFlink(conditions);
            for (int i = 0; i < conditions.size(); i++) {
                compare(conditions.get(i), meant.getOrDefault(i, Set.of()));
            }
        }
        System.out.printf(
                "%d conditions by the server, %d left to Flink, %d refused by Flink%n",
                run, left, refused);
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(run).as("run by the server").isGreaterThan(left);
        assertThat(refused).as("refused by Flink").isLessThan(CASES / 5);
    }

    private void fillTables() {
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
        env.executeSql(SqlTable.of(db, FilterColumn.flinkColumns()).ddl("t"));
    }

    /**
     * Flink refuses some conditions, such as NULLIF of two types, and its planner fails at others,
     * such as a date that is compared with both dates and texts.
     */
    private boolean isPlanned(String condition) {
        try {
            env.explainSql("SELECT id FROM v WHERE " + condition);
            return true;
        } catch (RuntimeException e) {
            refused++;
            return false;
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

    private Map<Integer, Set<Integer>> meantByFlink(List<String> conditions) throws Exception {
        String query =
                IntStream.range(0, conditions.size())
                        .mapToObj(i -> "SELECT " + i + ", id FROM v WHERE " + conditions.get(i))
                        .collect(Collectors.joining(" UNION ALL "));
        Map<Integer, Set<Integer>> meant = new TreeMap<>();
        try (CloseableIterator<Row> found = env.executeSql(query).collect()) {
            while (found.hasNext()) {
                Row row = found.next();
                meant.computeIfAbsent((Integer) row.getField(0), i -> new TreeSet<>())
                        .add((Integer) row.getField(1));
            }
        }
        return meant;
    }

    private void compare(String condition, Set<Integer> meant) throws Exception {
        db.execute("TRUNCATE TABLE t");
        db.execute("INSERT INTO t SELECT * FROM all_rows");
        try {
            env.executeSql("DELETE FROM t WHERE " + condition).await();
        } catch (ValidationException e) {
            // Without a primary key Flink cannot delete the rows that it finds.
            assertThat(e).as(condition).hasMessageContaining("The Flink table has no primary key");
            left++;
            return;
        } catch (Exception e) {
            wrong.add(condition + "\n    fails: " + e.getMessage());
            return;
        }
        run++;
        Set<Integer> deleted =
                db
                        .query(
                                "SELECT id FROM all_rows WHERE id NOT IN (SELECT id FROM t) ORDER BY"
                                        + " id")
                        .stream()
                        .map(row -> Integer.valueOf(row.get(0)))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!deleted.equals(meant)) {
            wrong.add(
                    condition
                            + "\n    only Flink means "
                            + rows(condition, meant, deleted)
                            + "\n    only the server deletes "
                            + rows(condition, deleted, meant));
        }
    }

    /** Up to three of the rows, as far as the condition is about them. */
    private List<List<String>> rows(String condition, Set<Integer> some, Set<Integer> others) {
        String columns =
                FilterColumn.ALL.stream()
                        .map(FilterColumn::name)
                        .filter(name -> condition.matches("(?s).*\\b" + name + "\\b.*"))
                        .collect(Collectors.joining(", "));
        Set<Integer> ids = new TreeSet<>(some);
        ids.removeAll(others);
        return ids.isEmpty()
                ? List.of()
                : db.query(
                        "SELECT id, "
                                + columns
                                + " FROM all_rows WHERE id IN "
                                + ids.toString().replace('[', '(').replace(']', ')')
                                + " LIMIT 3");
    }
}
