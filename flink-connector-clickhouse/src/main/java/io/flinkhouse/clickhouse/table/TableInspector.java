// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.changelog.ChangelogPlan;
import io.flinkhouse.clickhouse.changelog.ChangelogPlanner;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.schema.TableSnapshot;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a table's description and the user's rights from the server for planning. */
final class TableInspector {

    private static final Logger LOG = LoggerFactory.getLogger(TableInspector.class);
    private static final String DATABASES = "SELECT name FROM system.databases";
    private static final String TABLES =
            "SELECT name FROM system.tables WHERE database = {database:String}";

    private final TableSinkConfig settings;
    private final ConnectionConfig connection;
    private final TablePath path;
    private final ClickHouseClient client;
    private final TableReader server;

    private TableInspector(TableSinkConfig settings, ClickHouseClient client, TableReader server) {
        this.settings = settings;
        this.connection = settings.connection();
        this.path = settings.table();
        this.client = client;
        this.server = server;
    }

    /**
     * Checks everything that can be checked before the first row.
     *
     * @param rules the checks
     * @param delivery determines the delivery guarantee of the table
     */
    static CheckedTable check(
            TableSinkConfig settings,
            Consumer<InspectedTable> rules,
            DeliveryDescription.Check delivery) {
        // The default database is one that exists: the configured one is checked later and may not
        // exist.
        ConnectionConfig anywhere =
                settings.connection().withDatabase(ConnectionConfig.DEFAULT_DATABASE);
        try (ClickHouseClient client = new ClickHouseClient(anywhere, 1)) {
            TableReader server =
                    isExactlyOnce(settings)
                            ? TableReader.noting(client, anywhere, settings.table())
                            : new TableReader(client, settings.table());
            settings.errors().expect(server);
            InspectedTable target = new TableInspector(settings, client, server).inspect();
            warnOfBuffer(settings, target);
            rules.accept(target);
            ZoneHistories.compare(client, settings.schema(), target.table());
            settings.errors().check(server, settings.exactlyOnce().fenceColumn());
            return new CheckedTable(
                    target, DeliveryDescription.checked(delivery, settings, server));
        }
    }

    private static void warnOfBuffer(TableSinkConfig settings, InspectedTable target) {
        if (settings.write().guarantee() == DeliveryGuarantee.AT_LEAST_ONCE
                && target.table().engine().name().equals("Buffer")) {
            LOG.warn(
                    "{} is a Buffer table: the server acknowledges rows that are in its memory only,"
                            + " and loses them if it fails. Set 'table-name' to the table that the"
                            + " Buffer writes to.",
                    settings.table());
        }
    }

    private static boolean isExactlyOnce(TableSinkConfig settings) {
        return settings.write().guarantee() == DeliveryGuarantee.EXACTLY_ONCE;
    }

    private InspectedTable inspect() {
        try {
            TableSnapshot described = server.read();
            if (described.found().isEmpty()) {
                throw new ValidationException(missing());
            }
            TableDescription table = described.found().get();
            ChangelogPlan changes = changes(settings, table);
            List<String> names = new ArrayList<>(settings.schema().getFieldNames());
            names.addAll(changes.filled());
            Optional<String> obstacle =
                    described.readOnly() ? Optional.of(readOnly()) : ungranted(table, names);
            return new InspectedTable(
                    table, changes, obstacle.isPresent() ? obstacle : overruled());
        } catch (ClickHouseException e) {
            throw new ValidationException(unanswered(e));
        }
    }

    private static ChangelogPlan changes(TableSinkConfig settings, TableDescription table) {
        return settings.changelog().primaryKey().isEmpty()
                ? ChangelogPlanner.insertsOnly()
                : ChangelogPlanner.of(settings.changelog(), table, settings.schema());
    }

    private String readOnly() {
        return "User '"
                + connection.username()
                + "' has a profile with readonly = 1 or 2, which forbids inserts. Give it another"
                + " profile.";
    }

    /**
     * @param names the columns to be written, whose grants are checked
     */
    private Optional<String> ungranted(TableDescription table, List<String> names)
            throws ClickHouseException {
        List<String> written =
                table.columns().stream()
                        .filter(column -> !column.computed() && names.contains(column.name()))
                        .map(ColumnDescription::name)
                        .toList();
        return mayInsertEverywhere(table, written) || server.grants().mayInsert(path, written)
                ? Optional.empty()
                : Optional.of(
                        "User '"
                                + connection.username()
                                + "' may not INSERT INTO "
                                + path
                                + ". To allow it: "
                                + server.grants().statement("INSERT ON " + path));
    }

    /** Checks the grants for the fence and for dead letters too, which saves later requests. */
    private boolean mayInsertEverywhere(TableDescription table, List<String> written)
            throws ClickHouseException {
        String fence = settings.exactlyOnce().fenceColumn();
        List<String> columns = new ArrayList<>(written);
        if (isExactlyOnce(settings) && !written.isEmpty() && table.column(fence).isPresent()) {
            columns.add(fence);
        }
        Map<TablePath, List<String>> all = settings.errors().filled(server);
        all.put(path, columns);
        return server.grants().mayInsert(all);
    }

    /**
     * Returns the error if another value overrides a setting of the INSERT; empty if all take
     * effect.
     */
    private Optional<String> overruled() throws ClickHouseException {
        try {
            server.settings(
                    isExactlyOnce(settings) ? InsertProfile.EXACTLY_ONCE : InsertProfile.STREAMING);
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
                + ". To plan without a server, set 'sink.validate' = 'false'.";
    }

    private static List<String> names(List<List<String>> rows) {
        return rows.stream().map(row -> row.get(0)).toList();
    }
}
