// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.schema;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;
import io.flinkhouse.sql.Expressions;
import io.flinkhouse.sql.TableEngine;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table as the server describes it to this user, at one moment.
 *
 * @param uuid empty where the database gives none
 * @param engineClause the engine with its parameters, keys and settings
 * @param statement the CREATE that would make the table
 * @param sortingKey the expressions of ORDER BY
 * @param partitionKey empty for an unpartitioned table
 * @param timeZone of columns that name none
 * @param views that are fed by it; some may not be materialized
 */
@Internal
public record TargetTable(
        TablePath path,
        String uuid,
        TableEngine engine,
        String engineClause,
        String statement,
        List<String> sortingKey,
        String partitionKey,
        String timeZone,
        List<TargetColumn> columns,
        List<TablePath> views) {

    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    /** A line for the table, one for each column, one for each view; what each is stands first. */
    private static final String QUERY =
            "SELECT * FROM (SELECT 'table' AS what, 0 AS position, toString(uuid), engine,"
                    + " engine_full, create_table_query, sorting_key, partition_key, timezone()"
                    + " FROM system.tables WHERE database = {database:String} AND name ="
                    + " {table:String}"
                    + " UNION ALL SELECT 'column', position, name, type, default_kind,"
                    + " default_expression, toString(is_in_sorting_key),"
                    + " toString(is_in_partition_key), ''"
                    + " FROM system.columns WHERE database = {database:String} AND table ="
                    + " {table:String}"
                    + " UNION ALL SELECT 'view', 0, view_database, view_name, '', '', '', '', ''"
                    + " FROM system.tables ARRAY JOIN dependencies_database AS view_database,"
                    + " dependencies_table AS view_name WHERE database = {database:String} AND name"
                    + " = {table:String}) ORDER BY position";

    public TargetTable {
        sortingKey = List.copyOf(sortingKey);
        columns = List.copyOf(columns);
        views = List.copyOf(views);
    }

    /** Empty if there is no such table, or the user may not see it. */
    public static Optional<TargetTable> find(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        List<TargetColumn> columns = new ArrayList<>();
        List<TablePath> views = new ArrayList<>();
        List<String> table = null;
        for (List<String> line :
                client.query(
                        QUERY,
                        Map.of("param_database", path.database(), "param_table", path.table()))) {
            switch (line.get(0)) {
                case "table" -> table = line;
                case "column" -> columns.add(column(line));
                default -> views.add(new TablePath(line.get(2), line.get(3)));
            }
        }
        return Optional.ofNullable(table).map(line -> table(path, line, columns, views));
    }

    /**
     * @throws ClickHouseException also if there is no such table, or the user may not see it
     */
    public static TargetTable of(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        return find(client, path)
                .orElseThrow(
                        () ->
                                new ClickHouseException(
                                        ServerError.UNKNOWN_TABLE.code(),
                                        FailureKind.FAIL,
                                        "Table "
                                                + path
                                                + " does not exist, or the user may not see it;"
                                                + " create it, or GRANT INSERT ON "
                                                + path));
    }

    private static TargetTable table(
            TablePath path, List<String> line, List<TargetColumn> columns, List<TablePath> views) {
        return new TargetTable(
                path,
                line.get(2).equals(NO_UUID) ? "" : line.get(2),
                TableEngine.parse(line.get(3), line.get(4)),
                line.get(4),
                line.get(5),
                Expressions.list(line.get(6)),
                line.get(7),
                line.get(8),
                columns,
                views);
    }

    private static TargetColumn column(List<String> line) {
        return new TargetColumn(
                line.get(2),
                line.get(3),
                line.get(4),
                line.get(5),
                line.get(6).equals("1"),
                line.get(7).equals("1"));
    }

    public Optional<TargetColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    public List<String> columnNames() {
        return columns.stream().map(TargetColumn::name).toList();
    }

    /** A setting of the table itself; empty where it has the server's. */
    public OptionalLong setting(String name) {
        Matcher own = Pattern.compile("\\b" + name + " = (\\d+)").matcher(engineClause);
        return own.find() ? OptionalLong.of(Long.parseLong(own.group(1))) : OptionalLong.empty();
    }
}
