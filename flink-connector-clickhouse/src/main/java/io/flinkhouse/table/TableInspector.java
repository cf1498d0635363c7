// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.ServerError;
import io.flinkhouse.error.Suggestion;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;

import java.util.List;
import java.util.Map;

/** Asks the server what a table is. */
final class TableInspector {

    private static final String TABLE =
            "SELECT engine FROM system.tables"
                    + " WHERE database = {database:String} AND name = {table:String}";
    private static final String COLUMNS =
            "SELECT name, type, default_kind FROM system.columns"
                    + " WHERE database = {database:String} AND table = {table:String}"
                    + " ORDER BY position";
    private static final String DATABASES = "SELECT name FROM system.databases";
    private static final String TABLES =
            "SELECT name FROM system.tables WHERE database = {database:String}";

    private final ClickHouseClient client;
    private final ConnectionConfig connection;
    private final TablePath path;
    private final Map<String, String> parameters;

    private TableInspector(ClickHouseClient client, ConnectionConfig connection, TablePath path) {
        this.client = client;
        this.connection = connection;
        this.path = path;
        this.parameters = Map.of("param_database", path.database(), "param_table", path.table());
    }

    static TargetTable inspect(ConnectionConfig connection, TablePath path) {
        // The database need not exist for the server to be asked whether it does.
        ConnectionConfig anywhere = connection.withDatabase(ConnectionConfig.DEFAULT_DATABASE);
        try (ClickHouseClient client = new ClickHouseClient(anywhere, 1)) {
            return new TableInspector(client, connection, path).inspect();
        }
    }

    private TargetTable inspect() {
        try {
            List<List<String>> engine = client.query(TABLE, parameters);
            if (engine.isEmpty()) {
                throw new ValidationException(missing());
            }
            List<TargetColumn> columns =
                    client.query(COLUMNS, parameters).stream()
                            .map(row -> new TargetColumn(row.get(0), row.get(1), row.get(2)))
                            .toList();
            return new TargetTable(path, engine.get(0).get(0), columns);
        } catch (ClickHouseException e) {
            throw new ValidationException(unanswered(e));
        }
    }

    private String missing() throws ClickHouseException {
        List<String> databases = names(client.query(DATABASES));
        String where = " on " + connection.endpoints().get(0);
        if (!databases.contains(path.database())) {
            return "There is no database '"
                    + path.database()
                    + "'"
                    + where
                    + "."
                    + Suggestion.didYouMean(path.database(), databases)
                    + " Check 'database-name', or CREATE DATABASE it.";
        }
        List<String> tables = names(client.query(TABLES, parameters));
        return "There is no table '"
                + path.table()
                + "' in database '"
                + path.database()
                + "'"
                + where
                + ", or user '"
                + connection.username()
                + "' has no grant on it."
                + Suggestion.didYouMean(path.table(), tables)
                + " Check 'table-name', or CREATE TABLE it.";
    }

    private String unanswered(ClickHouseException e) {
        if (e.code() == ServerError.AUTHENTICATION_FAILED.code()) {
            return "The server at "
                    + connection.endpoints().get(0)
                    + " does not let user '"
                    + connection.username()
                    + "' in: check 'username' and 'password'.";
        }
        return "Cannot check table "
                + path
                + ". "
                + e.getMessage()
                + " To plan without a server, set 'sink.validate' = 'false'.";
    }

    private static List<String> names(List<List<String>> rows) {
        return rows.stream().map(row -> row.get(0)).toList();
    }
}
