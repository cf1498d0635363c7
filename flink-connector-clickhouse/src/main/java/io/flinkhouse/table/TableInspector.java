// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.InsertSettings;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.InsertProfile;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;
import io.flinkhouse.error.Suggestion;
import io.flinkhouse.schema.Grants;
import io.flinkhouse.schema.TargetColumn;
import io.flinkhouse.schema.TargetTable;
import io.flinkhouse.sink.changelog.ChangePlan;
import io.flinkhouse.sink.changelog.EngineRules;
import io.flinkhouse.sql.Identifiers;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks the server what a table is, and whether this user may write to it. */
final class TableInspector {

    private static final String READ_ONLY = "SELECT toUInt8(getSetting('readonly'))";
    private static final String DATABASES = "SELECT name FROM system.databases";
    private static final String TABLES =
            "SELECT name FROM system.tables WHERE database = {database:String}";

    private final ClickHouseClient client;
    private final ConnectionConfig connection;
    private final TablePath path;

    private TableInspector(ClickHouseClient client, ConnectionConfig connection, TablePath path) {
        this.client = client;
        this.connection = connection;
        this.path = path;
    }

    static SinkTarget inspect(SinkSettings settings) {
        // The database need not exist for the server to be asked whether it does.
        ConnectionConfig anywhere =
                settings.connection().withDatabase(ConnectionConfig.DEFAULT_DATABASE);
        try (ClickHouseClient client = new ClickHouseClient(anywhere, 1)) {
            return new TableInspector(client, settings.connection(), settings.table())
                    .inspectFor(settings);
        }
    }

    private SinkTarget inspectFor(SinkSettings settings) {
        try {
            Optional<TargetTable> table = TargetTable.find(client, path);
            if (table.isEmpty()) {
                throw new ValidationException(missing());
            }
            ChangePlan changes = changes(settings, table.get());
            List<String> names = new ArrayList<>(settings.schema().getFieldNames());
            names.addAll(changes.filled());
            Optional<String> obstacle = obstacle(table.get().columns(), names);
            return new SinkTarget(
                    table.get(), changes, obstacle.isPresent() ? obstacle : overruled(settings));
        } catch (ClickHouseException e) {
            throw new ValidationException(unanswered(e));
        }
    }

    private static ChangePlan changes(SinkSettings settings, TargetTable table) {
        return settings.changelog().primaryKey().isEmpty()
                ? EngineRules.insertsOnly()
                : EngineRules.of(settings.changelog(), table, settings.schema());
    }

    /**
     * @param names the columns to be written, for those that the user may write depend on them
     */
    private Optional<String> obstacle(List<TargetColumn> columns, List<String> names)
            throws ClickHouseException {
        String user = "User '" + connection.username() + "' ";
        if (!client.value(READ_ONLY).equals("0")) {
            return Optional.of(
                    user
                            + "has a profile with readonly = 1 or 2, which forbids inserts. Give it"
                            + " another profile.");
        }
        String written =
                columns.stream()
                        .filter(column -> !column.computed() && names.contains(column.name()))
                        .map(column -> Identifiers.quote(column.name()))
                        .collect(Collectors.joining(", "));
        String what = written.isEmpty() ? "INSERT" : "INSERT(" + written + ")";
        Grants grants = new Grants(client);
        return grants.has(what + " ON " + path)
                ? Optional.empty()
                : Optional.of(
                        user
                                + "may not INSERT INTO "
                                + path
                                + ". To allow it: "
                                + grants.statement("INSERT ON " + path));
    }

    /** Why inserts would not do what delivery depends on. */
    private Optional<String> overruled(SinkSettings settings) throws ClickHouseException {
        try {
            InsertSettings.of(
                    client,
                    settings.write().guarantee() == DeliveryGuarantee.EXACTLY_ONCE
                            ? InsertProfile.EXACTLY_ONCE
                            : InsertProfile.STREAMING);
            return Optional.empty();
        } catch (ClickHouseException e) {
            if (e.kind() == FailureKind.FAIL) {
                return Optional.of(e.getMessage());
            }
            throw e;
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
                    + ", or user '"
                    + connection.username()
                    + "' has no grant in it."
                    + Suggestion.didYouMean(path.database(), databases)
                    + " Check 'database-name', or CREATE DATABASE it.";
        }
        List<String> tables =
                names(client.query(TABLES, Map.of("param_database", path.database())));
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
                + (path.table().indexOf('.') > 0
                        ? " The database is given by 'database-name'."
                        : "")
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
