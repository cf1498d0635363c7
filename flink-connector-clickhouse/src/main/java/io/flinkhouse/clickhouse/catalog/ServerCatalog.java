// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.ddl.NewTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.procedure.Procedures;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.table.ClickHouseSinkOptions;

import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.TableChange;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotEmptyException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.ProcedureNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.procedures.Procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The catalog of one server. Each question is asked when Flink asks it; nothing is cached. */
final class ServerCatalog extends PlainCatalog {

    private final CatalogSettings settings;
    private final CatalogProcedures procedures;
    private CatalogServer server;

    /**
     * @param procedures for {@code CALL}
     */
    ServerCatalog(String name, CatalogSettings settings, Procedures procedures) {
        super(name, settings.defaultDatabase());
        this.settings = settings;
        this.procedures = new CatalogProcedures(procedures);
    }

    @Override
    public void open() {
        server = new CatalogServer(getName(), settings.connection());
        try {
            server.databases(); // finds a wrong address or password now
        } catch (CatalogException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public Optional<Factory> getFactory() {
        return Optional.of(new CatalogTableFactory(settings));
    }

    @Override
    public List<String> listDatabases() {
        TreeSet<String> names = new TreeSet<>(server.databases().keySet());
        if (procedures.isIn(CatalogProcedures.DATABASE)) {
            names.add(CatalogProcedures.DATABASE);
        }
        return List.copyOf(names);
    }

    @Override
    public boolean databaseExists(String name) {
        return procedures.isIn(name) || server.databases().containsKey(name);
    }

    @Override
    public CatalogDatabase getDatabase(String name) throws DatabaseNotExistException {
        requireDatabase(name);
        return new CatalogDatabaseImpl(Map.of(), server.databases().getOrDefault(name, ""));
    }

    private void requireDatabase(String name) throws DatabaseNotExistException {
        if (!databaseExists(name)) {
            throw new DatabaseNotExistException(getName(), name);
        }
    }

    @Override
    public void createDatabase(String name, CatalogDatabase database, boolean ignoreIfExists)
            throws DatabaseAlreadyExistException {
        if (!database.getProperties().isEmpty()) {
            throw new CatalogException(
                    "Catalog '"
                            + getName()
                            + "': a ClickHouse database has no properties, but WITH names "
                            + new TreeSet<>(database.getProperties().keySet())
                            + ". Remove WITH, or run CREATE DATABASE in ClickHouse.");
        }
        String comment = database.getComment() == null ? "" : database.getComment();
        if (databaseExists(name)) {
            if (!ignoreIfExists) {
                throw new DatabaseAlreadyExistException(getName(), name);
            }
            return;
        }
        server.execute(
                "CREATE DATABASE "
                        + (ignoreIfExists ? "IF NOT EXISTS " : "")
                        + Identifiers.quote(name)
                        + settings.onCluster()
                        + (comment.isEmpty() ? "" : " COMMENT " + Literals.quote(comment)));
    }

    @Override
    public void dropDatabase(String name, boolean ignoreIfNotExists, boolean cascade)
            throws DatabaseNotExistException, DatabaseNotEmptyException {
        if (!server.databases().containsKey(name)) {
            if (!ignoreIfNotExists) {
                throw new DatabaseNotExistException(getName(), name);
            }
            return;
        }
        if (!cascade && !server.tables(name).isEmpty()) {
            throw new DatabaseNotEmptyException(getName(), name);
        }
        server.execute(
                "DROP DATABASE IF EXISTS "
                        + Identifiers.quote(name)
                        + settings.onCluster()
                        + " SYNC");
    }

    @Override
    public List<String> listTables(String database) throws DatabaseNotExistException {
        requireDatabase(database);
        return server.tables(database);
    }

    @Override
    public CatalogTable getTable(ObjectPath path) throws TableNotExistException {
        TablePath table = path(path);
        TableDescription described = require(path);
        return new ListedTable(
                        described,
                        server.comments(table),
                        Optional.ofNullable(
                                settings.shown()
                                        .get(
                                                ClickHouseSinkOptions.SINK_EXACTLY_ONCE_FENCE_COLUMN
                                                        .key())))
                .table(settings.optionsOf(table));
    }

    private TableDescription require(ObjectPath path) throws TableNotExistException {
        Optional<TableDescription> found = server.describe(path(path));
        if (found.isEmpty() || !listsDatabase(path)) {
            throw new TableNotExistException(getName(), path);
        }
        return found.get();
    }

    /** The tables of the server itself are not tables of the catalog. */
    private static boolean listsDatabase(ObjectPath path) {
        String database = path.getDatabaseName();
        return !database.equals("system") && !database.equalsIgnoreCase("information_schema");
    }

    @Override
    public boolean tableExists(ObjectPath path) {
        return listsDatabase(path) && server.exists(path(path));
    }

    @Override
    public void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists)
            throws TableAlreadyExistException, DatabaseNotExistException {
        requireDatabase(path.getDatabaseName());
        if (tableExists(path)) {
            if (!ignoreIfExists) {
                throw new TableAlreadyExistException(getName(), path);
            }
            return;
        }
        NewTable made = new DeclaredTable(getName(), path, settings).newTable(table);
        try {
            server.execute(List.of(made.ddl(ignoreIfExists)));
        } catch (ClickHouseException e) {
            if (e.code() == ServerError.TABLE_ALREADY_EXISTS.code()) {
                throw new TableAlreadyExistException(getName(), path, e);
            }
            throw server.failed(e);
        }
    }

    @Override
    public void dropTable(ObjectPath path, boolean ignoreIfNotExists)
            throws TableNotExistException {
        if (!tableExists(path)) {
            if (!ignoreIfNotExists) {
                throw new TableNotExistException(getName(), path);
            }
            return;
        }
        TableDescription table = require(path);
        boolean dictionary = table.engine().name().equals("Dictionary");
        server.execute(
                (dictionary ? "DROP DICTIONARY IF EXISTS " : "DROP TABLE IF EXISTS ")
                        + table.path()
                        + settings.onCluster()
                        + " SYNC");
    }

    @Override
    public void renameTable(ObjectPath path, String newName, boolean ignoreIfNotExists)
            throws TableNotExistException, TableAlreadyExistException {
        ObjectPath renamed = new ObjectPath(path.getDatabaseName(), newName);
        if (!tableExists(path)) {
            if (!ignoreIfNotExists) {
                throw new TableNotExistException(getName(), path);
            }
            return;
        }
        if (tableExists(renamed)) {
            throw new TableAlreadyExistException(getName(), renamed);
        }
        server.execute(
                "RENAME TABLE " + path(path) + " TO " + path(renamed) + settings.onCluster());
    }

    @Override
    public void alterTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfNotExists) {
        throw new UnsupportedOperationException(
                "Catalog '"
                        + getName()
                        + "' changes a table by what is changed: ALTER TABLE … ADD, DROP, MODIFY,"
                        + " RENAME or SET.");
    }

    @Override
    public void alterTable(
            ObjectPath path,
            CatalogBaseTable table,
            List<TableChange> changes,
            boolean ignoreIfNotExists)
            throws TableNotExistException {
        if (!tableExists(path)) {
            if (!ignoreIfNotExists) {
                throw new TableNotExistException(getName(), path);
            }
            return;
        }
        List<String> statements = new ArrayList<>();
        new TableAlteration(getName(), require(path), settings.onCluster())
                .statements(changes)
                .forEach(statements::add);
        server.call(
                () -> {
                    server.execute(statements);
                    return true;
                });
    }

    @Override
    public List<String> listProcedures(String database) throws DatabaseNotExistException {
        requireDatabase(database);
        return procedures.names(database);
    }

    @Override
    public Procedure getProcedure(ObjectPath path) throws ProcedureNotExistException {
        return procedures
                .find(path.getDatabaseName(), path.getObjectName())
                .orElseThrow(() -> new ProcedureNotExistException(getName(), path));
    }

    @Override
    public CatalogTableStatistics getTableStatistics(ObjectPath path)
            throws TableNotExistException {
        return TableSize.of(require(path), server.size(path(path))).statistics();
    }

    @Override
    public CatalogColumnStatistics getTableColumnStatistics(ObjectPath path)
            throws TableNotExistException {
        require(path);
        return CatalogColumnStatistics.UNKNOWN;
    }

    private static TablePath path(ObjectPath path) {
        return new TablePath(path.getDatabaseName(), path.getObjectName());
    }
}
