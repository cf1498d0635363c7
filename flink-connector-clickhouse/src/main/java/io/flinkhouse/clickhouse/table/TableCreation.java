// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.CreateTable;
import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;
import io.flinkhouse.clickhouse.ddl.NewColumn;
import io.flinkhouse.clickhouse.ddl.NewTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.RowType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Creates the ClickHouse table of a Flink table at planning, if 'sink.create-table' says so. */
final class TableCreation {

    private static final Logger LOG = LoggerFactory.getLogger(TableCreation.class);

    private final TableOptions options;
    private final ResolvedSchema declared;

    private TableCreation(TableOptions options, ResolvedSchema declared) {
        this.options = options;
        this.declared = declared;
    }

    static TableCreation of(TableOptions options, ResolvedSchema declared) {
        return new TableCreation(options, declared);
    }

    /**
     * Creates the table.
     *
     * @param written the columns that the sink writes
     */
    void run(RowType written, List<String> primaryKey) {
        if (options.get(ClickHouseSinkOptions.SINK_CREATE_TABLE) == CreateTable.NONE) {
            refuseLayout();
            return;
        }
        if (options.inputFormat().isPresent() || !options.validate()) {
            throw new ValidationException(
                    "'sink.create-table' needs the columns of the ClickHouse table and the server at"
                            + " planning, so it excludes 'sink.input-format' and 'sink.validate' ="
                            + " 'false'. Create the table in ClickHouse, or remove the other"
                            + " option.");
        }
        NewTable table =
                TableOptions.valid(
                        () ->
                                new NewTable(
                                        options.table(),
                                        columns(written),
                                        primaryKey,
                                        options.layout(),
                                        options.get(
                                                ClickHouseSinkOptions
                                                        .SINK_EXACTLY_ONCE_FENCE_COLUMN),
                                        ""));
        create(table, TableOptions.valid(() -> table.ddl(true)));
    }

    private void refuseLayout() {
        options.names().stream()
                .filter(ClickHouseTableOptions::has)
                .sorted()
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new ValidationException(
                                    "'"
                                            + name
                                            + "' is for a ClickHouse table that the connector"
                                            + " creates. Set 'sink.create-table' ="
                                            + " 'if-not-exists', or remove the option.");
                        });
    }

    private List<NewColumn> columns(RowType written) {
        return written.getFields().stream()
                .map(
                        field ->
                                new NewColumn(
                                        field.getName(),
                                        field.getType(),
                                        declared.getColumn(field.getName())
                                                .flatMap(Column::getComment)
                                                .orElse("")))
                .toList();
    }

    private void create(NewTable table, String ddl) {
        ConnectionConfig anywhere =
                options.connection().withDatabase(ConnectionConfig.DEFAULT_DATABASE);
        try (ClickHouseClient client = new ClickHouseClient(anywhere, 1)) {
            if (TableDescription.find(client, table.path()).isEmpty()) {
                client.execute(ddl);
                LOG.info("Created the ClickHouse table {}", table.path());
            }
        } catch (ClickHouseException e) {
            throw new ValidationException(
                    "'sink.create-table': cannot create "
                            + table.path()
                            + ". "
                            + e.getMessage()
                            + advice(e.code(), table, ddl));
        }
    }

    private static String advice(int code, NewTable table, String ddl) {
        if (code == ServerError.UNKNOWN_DATABASE.code()) {
            return ". Run in ClickHouse: CREATE DATABASE "
                    + Identifiers.quote(table.path().database());
        }
        String statement = // the parameters of an engine may be secret
                table.layout().engine().isEmpty() ? ". The statement was: " + ddl : "";
        return code == ServerError.ACCESS_DENIED.code()
                ? ". GRANT CREATE TABLE ON "
                        + table.path()
                        + ", or create it as another user"
                        + statement
                : statement;
    }
}
