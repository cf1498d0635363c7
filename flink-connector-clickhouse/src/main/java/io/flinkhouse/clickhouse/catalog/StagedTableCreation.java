// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.ddl.NewTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.StagedTable;
import org.apache.flink.table.connector.sink.abilities.SupportsStaging.StagingPurpose;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.UUID;

/**
 * The table of a CREATE TABLE AS or REPLACE TABLE AS in batch mode. The JobManager creates a
 * staging table before the job, and gives it the name of the table when the job has finished; all
 * blocks of exactly-once are committed by then. If the job fails, it drops the staging table.
 */
final class StagedTableCreation implements StagedTable {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(StagedTableCreation.class);

    private final ConnectionConfig connection;
    private final NewTable table;
    private final TablePath staging;
    private final boolean replaces;
    private final boolean appends;

    StagedTableCreation(ConnectionConfig connection, NewTable table) {
        this(connection, table, stagingOf(table.path()), false, false);
    }

    private StagedTableCreation(
            ConnectionConfig connection,
            NewTable table,
            TablePath staging,
            boolean replaces,
            boolean appends) {
        this.connection = connection;
        this.table = table;
        this.staging = staging;
        this.replaces = replaces;
        this.appends = appends;
    }

    private static TablePath stagingOf(TablePath table) {
        return new TablePath(
                table.database(),
                "_staging_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16));
    }

    /**
     * Returns the creation for this kind of statement. IF NOT EXISTS adds the rows to a table that
     * exists, as it does without staging.
     */
    StagedTableCreation with(StagingPurpose purpose) {
        boolean replacing =
                purpose == StagingPurpose.REPLACE_TABLE_AS
                        || purpose == StagingPurpose.CREATE_OR_REPLACE_TABLE_AS;
        boolean exists = !replacing && exists();
        if (exists && purpose == StagingPurpose.CREATE_TABLE_AS) {
            throw new ValidationException(
                    "Table "
                            + table.path()
                            + " exists already. CREATE TABLE IF NOT EXISTS … AS adds rows to it,"
                            + " CREATE OR REPLACE TABLE … AS replaces it.");
        }
        return new StagedTableCreation(connection, table, staging, replacing, exists);
    }

    private boolean exists() {
        try (ClickHouseClient client = client()) {
            return TableDescription.find(client, table.path()).isPresent();
        } catch (ClickHouseException e) {
            throw new ValidationException(
                    "Cannot look for " + table.path() + ": " + e.getMessage(), e);
        }
    }

    /** Returns the table that the job writes to. */
    TablePath filled() {
        return appends ? table.path() : staging;
    }

    @Override
    public void begin() {
        run("create a staging table for", this::create);
    }

    /** Rows of an earlier attempt of the JobManager are dropped. */
    private void create(ClickHouseClient client) throws ClickHouseException {
        drop(client, staging);
        client.execute(table.at(staging).ddl(false));
    }

    @Override
    public void commit() {
        run("put the rows of " + staging + ", which are all there, into", this::publish);
    }

    private void publish(ClickHouseClient client) throws ClickHouseException {
        boolean exists = TableDescription.find(client, table.path()).isPresent();
        if (exists && TableDescription.find(client, staging).isEmpty()) {
            return; // an earlier attempt of the JobManager has done it
        }
        if (exists && replaces) {
            exchange(client);
            drop(client, staging);
        } else {
            client.execute(
                    "RENAME TABLE " + staging + " TO " + table.path() + table.layout().onCluster());
        }
    }

    /** Databases without EXCHANGE rename both tables, one after the other. */
    private void exchange(ClickHouseClient client) throws ClickHouseException {
        String onCluster = table.layout().onCluster();
        try {
            client.execute("EXCHANGE TABLES " + staging + " AND " + table.path() + onCluster);
        } catch (ClickHouseException e) {
            if (e.code() != ServerError.NOT_IMPLEMENTED.code()) {
                throw e;
            }
            TablePath old = stagingOf(staging);
            client.execute(
                    "RENAME TABLE "
                            + table.path()
                            + " TO "
                            + old
                            + ", "
                            + staging
                            + " TO "
                            + table.path()
                            + onCluster);
            drop(client, old);
        }
    }

    @Override
    public void abort() {
        run("drop the staging table " + staging + " of", client -> drop(client, staging));
    }

    private void drop(ClickHouseClient client, TablePath dropped) throws ClickHouseException {
        client.execute("DROP TABLE IF EXISTS " + dropped + table.layout().onCluster() + " SYNC");
    }

    /** Statements of one step. */
    @FunctionalInterface
    private interface StagingStep {
        void run(ClickHouseClient client) throws ClickHouseException;
    }

    private void run(String what, StagingStep step) {
        if (appends) {
            return;
        }
        try (ClickHouseClient client = client()) {
            step.run(client);
        } catch (ClickHouseException e) {
            LOG.error("Cannot {} {}", what, table.path(), e);
            throw new IllegalStateException(
                    "Cannot " + what + " " + table.path() + ": " + e.getMessage(), e);
        }
    }

    private ClickHouseClient client() {
        return new ClickHouseClient(connection, 1);
    }
}
