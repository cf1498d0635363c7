// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

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

    private final Random random = new Random(SEED);
    private final List<String> wrong = new ArrayList<>();
    private int run;
    private int left;

    private ClickHouseDatabase db;
    private FilterTables tables;

    @Test
    void theServerDeletesTheRowsThatFlinkMeans(ClickHouseDatabase db) throws Exception {
        this.db = db;
        this.tables = new FilterTables(db, random);
        System.out.println("FilterFuzzITCase: -Dfilter.fuzz.seed=" + SEED);
        for (int from = 0; from < CASES; from += CASES_PER_TABLE) {
            tables.fill();
            tables.restore();
            List<String> conditions = tables.conditions(Math.min(CASES_PER_TABLE, CASES - from));
            Map<Integer, Set<Integer>> meant =
                    tables.found(FilterTables.union("v", conditions, ""));
            for (int i = 0; i < conditions.size(); i++) {
                compare(conditions.get(i), meant.getOrDefault(i, Set.of()));
            }
        }
        System.out.printf(
                "%d conditions by the server, %d left to Flink, %d refused by Flink%n",
                run, left, tables.refused());
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(run).as("run by the server").isGreaterThan(left);
        assertThat(tables.refused()).as("refused by Flink").isLessThan(CASES / 5);
    }

    private void compare(String condition, Set<Integer> meant) throws Exception {
        try {
            if (!tables.delete(condition)) {
                left++;
                return;
            }
        } catch (Exception e) {
            wrong.add(condition + "\n    fails: " + e.getMessage());
            tables.restore();
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
        if (!deleted.isEmpty()) {
            tables.restore();
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
