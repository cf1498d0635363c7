// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.catalog.exceptions.CatalogException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The questions and statements that a catalog sends. */
final class CatalogServer implements AutoCloseable {

    private static final int CONCURRENCY = 4;

    private static final String OF_DATABASE = " WHERE database = {database:String}";
    private static final String OF_TABLE = OF_DATABASE + " AND %s = {table:String}";
    private static final String LISTED = " AND NOT is_temporary AND NOT startsWith(name, '.inner')";

    private final String catalog;
    private final String username;
    private final ClickHouseClient client;

    CatalogServer(String catalog, ConnectionConfig connection) {
        this.catalog = catalog;
        this.username = connection.username();
        this.client = new ClickHouseClient(connection, CONCURRENCY);
    }

    /** Returns the comment of each database that holds tables of users. */
    Map<String, String> databases() {
        Map<String, String> comments = new HashMap<>();
        query(
                        "SELECT name, comment FROM system.databases WHERE name != 'system' AND"
                                + " lower(name) != 'information_schema'",
                        Map.of())
                .forEach(row -> comments.put(row.get(0), row.get(1)));
        return comments;
    }

    List<String> tables(String database) {
        return query(
                        "SELECT name FROM system.tables" + OF_DATABASE + LISTED + " ORDER BY name",
                        Map.of("param_database", database))
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    boolean exists(TablePath table) {
        return !about("SELECT name FROM system.tables" + OF_TABLE.formatted("name"), table)
                .isEmpty();
    }

    Optional<TableDescription> describe(TablePath table) {
        return call(() -> TableDescription.find(client, table));
    }

    /** Returns the comment of each column; of the table itself it is under the empty name. */
    Map<String, String> comments(TablePath table) {
        Map<String, String> comments = new HashMap<>();
        about(
                        "SELECT name, comment FROM system.columns"
                                + OF_TABLE.formatted("table")
                                + " UNION ALL SELECT '', comment FROM system.tables"
                                + OF_TABLE.formatted("name"),
                        table)
                .forEach(row -> comments.put(row.get(0), row.get(1)));
        return comments;
    }

    /** Returns the rows and bytes of the table; null where the server does not count them. */
    List<String> size(TablePath table) {
        return about(
                        "SELECT toString(total_rows), toString(total_bytes) FROM system.tables"
                                + OF_TABLE.formatted("name"),
                        table)
                .stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                new CatalogException(
                                        "Table " + table + " was dropped. Run SHOW TABLES."));
    }

    private List<List<String>> about(String sql, TablePath table) {
        return query(sql, Map.of("param_database", table.database(), "param_table", table.table()));
    }

    private List<List<String>> query(String sql, Map<String, String> parameters) {
        return call(() -> client.query(sql, parameters));
    }

    /** Runs statements, one after the other. */
    void execute(List<String> statements) throws ClickHouseException {
        for (String statement : statements) {
            client.execute(statement);
        }
    }

    /** Runs a statement. */
    void execute(String statement) {
        call(
                () -> {
                    execute(List.of(statement));
                    return true;
                });
    }

    /** What a catalog asks the server. */
    @FunctionalInterface
    interface ServerCall<T> {
        T run() throws ClickHouseException;
    }

    /** Runs the call; its failure becomes Flink's exception of catalogs. */
    <T> T call(ServerCall<T> call) {
        try {
            return call.run();
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    /** The error has no cause, because the SQL client shows only the last cause. */
    CatalogException failed(ClickHouseException e) {
        CatalogException failure =
                new CatalogException("Catalog '" + catalog + "': " + e.getMessage() + advice(e));
        failure.addSuppressed(e);
        return failure;
    }

    /** The server's text names the missing grant. */
    private String advice(ClickHouseException e) {
        return e.code() == ServerError.ACCESS_DENIED.code()
                ? ". GRANT it TO " + Identifiers.quote(username)
                : "";
    }

    @Override
    public void close() {
        client.close();
    }
}
