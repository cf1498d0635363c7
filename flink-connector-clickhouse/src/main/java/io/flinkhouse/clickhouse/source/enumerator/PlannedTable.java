// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.sql.Expressions;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.sql.TableSettings;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as the planner of its splits sees it.
 *
 * @param clauses the engine with its parameters, keys and settings
 * @param sortingKey the expressions of ORDER BY
 * @param projected whether it has projections, from which the server reads wrong block numbers
 * @param rows an estimate, 0 if the server has none
 * @param bytes as stored, 0 if the server has no estimate
 */
record PlannedTable(
        TablePath path,
        TableEngine engine,
        String clauses,
        List<String> sortingKey,
        boolean partitioned,
        boolean projected,
        long rows,
        long bytes) {

    static PlannedTable read(ClickHouseClient client, TablePath path) throws ClickHouseException {
        List<List<String>> found =
                client.select(
                        "SELECT engine, engine_full, sorting_key, partition_key,"
                                + " position(create_table_query, 'PROJECTION') > 0, toString(ifNull(total_rows, 0)), toString(ifNull(total_bytes, 0))"
                                + " FROM system.tables WHERE "
                                + is(path));
        if (found.isEmpty()) {
            throw missing(path);
        }
        List<String> line = found.get(0);
        return new PlannedTable(
                path,
                TableEngine.parse(line.get(0), line.get(1)),
                line.get(1),
                Expressions.list(line.get(2)),
                !line.get(3).isEmpty(),
                line.get(4).equals("1"),
                Long.parseLong(line.get(5)),
                Long.parseLong(line.get(6)));
    }

    /** Returns the condition by which tables of system tables are selected. */
    static String is(TablePath path) {
        return "database = "
                + Literals.quote(path.database())
                + " AND name = "
                + Literals.quote(path.table());
    }

    static ClickHouseException missing(TablePath path) {
        return new ClickHouseException(
                ServerError.UNKNOWN_TABLE.code(),
                FailureKind.FAIL,
                "Table "
                        + path
                        + " does not exist, or the user may not see it. Check its name, or GRANT"
                        + " SELECT ON "
                        + path);
    }

    /**
     * Returns whether each row keeps the number of the block that inserted it, and queries see it.
     */
    boolean numbersBlocks() {
        return !projected
                && TableSettings.number(clauses, "enable_block_number_column").orElse(0) == 1;
    }

    /** Returns whether rows with one key become one row under FINAL. */
    boolean mergesToOneRow() {
        return switch (engine.kind()) {
            case REPLACING, SUMMING, AGGREGATING, COALESCING -> true;
            default -> false;
        };
    }

    /**
     * Returns for each expression of the sorting key whether it is descending. Only the speed of
     * reading in order depends on it.
     */
    List<Boolean> descending() {
        List<String> written = written();
        List<Boolean> descending = new ArrayList<>();
        for (int i = 0; i < sortingKey.size(); i++) {
            descending.add(written.get(i).equals(sortingKey.get(i) + " DESC"));
        }
        return descending;
    }

    private List<String> written() {
        if (sortingKey.size() == 1) {
            String reversed = sortingKey.get(0) + " DESC";
            return clauses.contains("ORDER BY " + reversed) ? List.of(reversed) : sortingKey;
        }
        String opening = "ORDER BY tuple(";
        int start = clauses.lastIndexOf(opening);
        List<String> list =
                start < 0
                        ? sortingKey
                        : Expressions.listIn(clauses.substring(start + opening.length() - 1));
        return list.size() == sortingKey.size() ? list : sortingKey;
    }
}
