// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.sql.Expressions;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.sql.TableSettings;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table as the server describes it to this user: columns, engine, keys and views.
 *
 * @param uuid empty if the database assigns none
 * @param engineClause the engine with its parameters, keys and settings
 * @param statement the CREATE statement of the table
 * @param sortingKey the expressions of ORDER BY
 * @param partitionKey empty for an unpartitioned table
 * @param timeZone the zone of columns that name none
 * @param views the views that read from it, materialized or not
 */
@Internal
public record TableDescription(
        TablePath path,
        String uuid,
        TableEngine engine,
        String engineClause,
        String statement,
        List<String> sortingKey,
        String partitionKey,
        String timeZone,
        List<ColumnDescription> columns,
        List<TablePath> views) {

    private static final Pattern TTL = Pattern.compile("\\bTTL\\b");

    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    /**
     * The SELECT that returns a line per table, per column and per view; the first column is the
     * kind of the line. The arguments are lists of names, or SELECTs of them. A table and its views
     * come of one reading of system.tables, which is most of what the statement costs the server.
     */
    private static final String LINES =
            "SELECT if(view_name = '', 'table', 'view') AS what, 0 AS position, database, name,"
                    + " if(view_name = '', toString(uuid), view_database),"
                    + " if(view_name = '', engine, view_name), engine_full, create_table_query,"
                    + " sorting_key, partition_key, timezone() FROM system.tables"
                    + " ARRAY JOIN arrayPushFront(dependencies_database, '') AS view_database,"
                    + " arrayPushFront(dependencies_table, '') AS view_name"
                    + " WHERE database IN (%1$s) AND name IN (%2$s)"
                    + " UNION ALL SELECT 'column', position, database, table, name, type,"
                    + " default_kind, default_expression, toString(is_in_sorting_key),"
                    + " toString(is_in_partition_key), ''"
                    + " FROM system.columns WHERE database IN (%1$s) AND table IN (%2$s)";

    public TableDescription {
        sortingKey = List.copyOf(sortingKey);
        columns = List.copyOf(columns);
        views = List.copyOf(views);
    }

    /**
     * Returns the SELECT whose lines {@link #among} reads: eleven columns; the caller orders the
     * lines by the second one.
     */
    static String lines(Collection<TablePath> paths) {
        return LINES.formatted(
                literals(paths.stream().map(TablePath::database)),
                literals(paths.stream().map(TablePath::table)));
    }

    /** Returns the same for the tables and their views. */
    static String linesWithViews(Collection<TablePath> paths) {
        String tables =
                ") FROM system.tables WHERE database IN (%s) AND name IN (%s)"
                        .formatted(
                                literals(paths.stream().map(TablePath::database)),
                                literals(paths.stream().map(TablePath::table)));
        return LINES.formatted(
                "SELECT arrayJoin(arrayPushBack(dependencies_database, database)" + tables,
                "SELECT arrayJoin(arrayPushBack(dependencies_table, name)" + tables);
    }

    private static String literals(Stream<String> names) {
        return names.distinct().map(Literals::quote).collect(Collectors.joining(", "));
    }

    /** Returns the table, read from the lines; empty if the lines have no such table. */
    static Optional<TableDescription> among(List<List<String>> lines, TablePath path) {
        List<ColumnDescription> columns = new ArrayList<>();
        List<TablePath> views = new ArrayList<>();
        List<String> table = null;
        for (List<String> line : lines) {
            if (!line.get(2).equals(path.database()) || !line.get(3).equals(path.table())) {
                continue;
            }
            List<String> rest = line.subList(4, line.size());
            switch (line.get(0)) {
                case "table" -> table = rest;
                case "column" -> columns.add(column(rest));
                case "view" -> views.add(new TablePath(rest.get(0), rest.get(1)));
                default -> {}
            }
        }
        return Optional.ofNullable(table).map(line -> table(path, line, columns, views));
    }

    /** Reads the tables that exist and are visible to the user, in one request. */
    public static Map<TablePath, TableDescription> all(
            ClickHouseClient client, Collection<TablePath> paths) throws ClickHouseException {
        Map<TablePath, TableDescription> found = new HashMap<>();
        if (!paths.isEmpty()) {
            List<List<String>> lines =
                    client.query("SELECT * FROM (" + lines(paths) + ") ORDER BY position");
            paths.forEach(path -> among(lines, path).ifPresent(t -> found.put(path, t)));
        }
        return found;
    }

    /** Reads a table; empty if it does not exist or is not visible to the user. */
    public static Optional<TableDescription> find(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        return Optional.ofNullable(all(client, List.of(path)).get(path));
    }

    /**
     * @throws ClickHouseException also if the table does not exist or is not visible to the user
     */
    public static TableDescription of(ClickHouseClient client, TablePath path)
            throws ClickHouseException {
        return find(client, path).orElseThrow(() -> missing(path));
    }

    static ClickHouseException missing(TablePath path) {
        return new ClickHouseException(
                ServerError.UNKNOWN_TABLE.code(),
                FailureKind.FAIL,
                "Table "
                        + path
                        + " does not exist, or the user may not see it; create it, or GRANT INSERT ON "
                        + path);
    }

    private static TableDescription table(
            TablePath path,
            List<String> line,
            List<ColumnDescription> columns,
            List<TablePath> views) {
        return new TableDescription(
                path,
                line.get(0).equals(NO_UUID) ? "" : line.get(0),
                TableEngine.parse(line.get(1), line.get(2)),
                line.get(2),
                line.get(3),
                Expressions.list(line.get(4)),
                line.get(5),
                line.get(6),
                columns,
                views);
    }

    private static ColumnDescription column(List<String> line) {
        return new ColumnDescription(
                line.get(0),
                line.get(1),
                line.get(2),
                line.get(3),
                line.get(4).equals("1"),
                line.get(5).equals("1"));
    }

    public Optional<ColumnDescription> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    public List<String> columnNames() {
        return columns.stream().map(ColumnDescription::name).toList();
    }

    /** Returns whether the table has a TTL, so that rows may go by time. */
    public boolean expiresRows() {
        return TTL.matcher(TableSettings.unquoted(engineClause)).find();
    }

    /** A setting of the table itself, 1 for true; empty where it has the server's. */
    public OptionalLong setting(String name) {
        return TableSettings.number(engineClause, name);
    }
}
