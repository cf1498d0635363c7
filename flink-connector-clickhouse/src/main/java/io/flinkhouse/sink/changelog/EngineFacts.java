// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sql.Expressions;
import io.flinkhouse.sql.TableEngine;
import io.flinkhouse.sql.TablePath;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server says of a table that changes go to.
 *
 * @param sortingKey the expressions of ORDER BY
 * @param types the type of each column by its name
 * @param sorting the columns that ORDER BY depends on
 * @param partitioning the columns that PARTITION BY depends on
 * @param takesUpdates whether it keeps what lightweight updates need
 */
public record EngineFacts(
        TablePath path,
        TableEngine engine,
        List<String> sortingKey,
        Map<String, String> types,
        Set<String> sorting,
        Set<String> partitioning,
        boolean takesUpdates) {

    private static final String TABLE =
            "SELECT engine, engine_full, sorting_key,"
                    + " countSubstrings(engine_full, 'enable_block_number_column = 1')"
                    + " + countSubstrings(engine_full, 'enable_block_offset_column = 1')"
                    + " FROM system.tables"
                    + " WHERE database = {database:String} AND name = {table:String}";
    private static final String COLUMNS =
            "SELECT name, type, is_in_sorting_key, is_in_partition_key FROM system.columns"
                    + " WHERE database = {database:String} AND table = {table:String}";

    /** Empty if there is no such table, or the user may not see it. */
    public static Optional<EngineFacts> read(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        Map<String, String> parameters =
                Map.of("param_database", path.database(), "param_table", path.table());
        List<List<String>> table = client.query(TABLE, parameters);
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> types = new HashMap<>();
        Set<String> sorting = new HashSet<>();
        Set<String> partitioning = new HashSet<>();
        for (List<String> column : client.query(COLUMNS, parameters)) {
            types.put(column.get(0), column.get(1));
            if (column.get(2).equals("1")) {
                sorting.add(column.get(0));
            }
            if (column.get(3).equals("1")) {
                partitioning.add(column.get(0));
            }
        }
        List<String> row = table.get(0);
        return Optional.of(
                new EngineFacts(
                        path,
                        TableEngine.parse(row.get(0), row.get(1)),
                        Expressions.list(row.get(2)),
                        types,
                        sorting,
                        partitioning,
                        row.get(3).equals("2")));
    }

    /** Whether rows have the same sorting key exactly when they have the same primary key. */
    boolean isSortedBy(List<String> primaryKey) {
        return containsKey(primaryKey) && Set.copyOf(primaryKey).containsAll(sorting);
    }

    /** Whether rows with another primary key have another sorting key. */
    boolean containsKey(List<String> primaryKey) {
        return sortingKey.stream()
                .flatMap(expression -> Expressions.column(expression).stream())
                .toList()
                .containsAll(primaryKey);
    }

    /** Whether the column says where a row stands, so that it cannot be updated. */
    boolean isFixed(String column) {
        return sorting.contains(column) || partitioning.contains(column);
    }

    boolean isPartitionedBy(List<String> primaryKey) {
        return Set.copyOf(primaryKey).containsAll(partitioning);
    }
}
