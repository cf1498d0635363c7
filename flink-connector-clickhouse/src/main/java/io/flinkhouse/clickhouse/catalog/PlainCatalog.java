// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import org.apache.flink.table.catalog.AbstractCatalog;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogFunction;
import org.apache.flink.table.catalog.CatalogPartition;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotPartitionedException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.expressions.Expression;

import java.util.List;

/** What Flink's catalogs have and ClickHouse has not: partitions, views, and functions of Flink. */
abstract class PlainCatalog extends AbstractCatalog {

    PlainCatalog(String name, String defaultDatabase) {
        super(name, defaultDatabase);
    }

    private static UnsupportedOperationException without(String what, String instead) {
        return new UnsupportedOperationException(
                "A ClickHouse catalog has no " + what + ". " + instead);
    }

    private static UnsupportedOperationException withoutPartitions() {
        return without(
                "partitions of Flink",
                "Run ALTER TABLE … PARTITION in ClickHouse; 'table.partition-by' sets the partition"
                        + " key of a new table.");
    }

    private static UnsupportedOperationException withoutFunctions() {
        return without(
                "functions", "CREATE TEMPORARY FUNCTION, or create it in Flink's own catalog.");
    }

    private static UnsupportedOperationException withoutStatistics() {
        return without("statistics that can be set", "The server counts the rows of its tables.");
    }

    private TableNotPartitionedException unpartitioned(ObjectPath table)
            throws TableNotExistException {
        if (!tableExists(table)) {
            throw new TableNotExistException(getName(), table);
        }
        return new TableNotPartitionedException(getName(), table);
    }

    @Override
    public List<String> listViews(String database) throws DatabaseNotExistException {
        if (!databaseExists(database)) {
            throw new DatabaseNotExistException(getName(), database);
        }
        return List.of(); // the server's views are tables of Flink
    }

    @Override
    public void alterDatabase(String name, CatalogDatabase database, boolean ignoreIfNotExists)
            throws DatabaseNotExistException {
        if (databaseExists(name)) {
            throw without(
                    "database whose properties can be changed", "ALTER DATABASE in ClickHouse.");
        }
        if (!ignoreIfNotExists) {
            throw new DatabaseNotExistException(getName(), name);
        }
    }

    @Override
    public List<CatalogPartitionSpec> listPartitions(ObjectPath table)
            throws TableNotExistException, TableNotPartitionedException {
        throw unpartitioned(table);
    }

    @Override
    public List<CatalogPartitionSpec> listPartitions(ObjectPath table, CatalogPartitionSpec spec)
            throws TableNotExistException, TableNotPartitionedException {
        throw unpartitioned(table);
    }

    @Override
    public List<CatalogPartitionSpec> listPartitionsByFilter(
            ObjectPath table, List<Expression> filters)
            throws TableNotExistException, TableNotPartitionedException {
        throw unpartitioned(table);
    }

    @Override
    public CatalogPartition getPartition(ObjectPath table, CatalogPartitionSpec spec)
            throws PartitionNotExistException {
        throw new PartitionNotExistException(getName(), table, spec);
    }

    @Override
    public boolean partitionExists(ObjectPath table, CatalogPartitionSpec spec) {
        return false;
    }

    @Override
    public void createPartition(
            ObjectPath table, CatalogPartitionSpec spec, CatalogPartition made, boolean ignore)
            throws TableNotExistException, TableNotPartitionedException {
        throw unpartitioned(table);
    }

    @Override
    public void dropPartition(ObjectPath table, CatalogPartitionSpec spec, boolean ignore) {
        throw withoutPartitions();
    }

    @Override
    public void alterPartition(
            ObjectPath table, CatalogPartitionSpec spec, CatalogPartition made, boolean ignore) {
        throw withoutPartitions();
    }

    @Override
    public List<String> listFunctions(String database) throws DatabaseNotExistException {
        return listViews(database);
    }

    @Override
    public CatalogFunction getFunction(ObjectPath function) throws FunctionNotExistException {
        throw new FunctionNotExistException(getName(), function);
    }

    @Override
    public boolean functionExists(ObjectPath function) {
        return false;
    }

    @Override
    public void createFunction(ObjectPath path, CatalogFunction function, boolean ignore) {
        throw withoutFunctions();
    }

    @Override
    public void alterFunction(ObjectPath path, CatalogFunction function, boolean ignore)
            throws FunctionNotExistException {
        dropFunction(path, ignore);
    }

    @Override
    public void dropFunction(ObjectPath function, boolean ignoreIfNotExists)
            throws FunctionNotExistException {
        if (!ignoreIfNotExists) {
            throw new FunctionNotExistException(getName(), function);
        }
    }

    @Override
    public CatalogTableStatistics getPartitionStatistics(
            ObjectPath table, CatalogPartitionSpec spec) throws PartitionNotExistException {
        throw new PartitionNotExistException(getName(), table, spec);
    }

    @Override
    public CatalogColumnStatistics getPartitionColumnStatistics(
            ObjectPath table, CatalogPartitionSpec spec) throws PartitionNotExistException {
        throw new PartitionNotExistException(getName(), table, spec);
    }

    @Override
    public void alterTableStatistics(
            ObjectPath table, CatalogTableStatistics statistics, boolean ignore) {
        throw withoutStatistics();
    }

    @Override
    public void alterTableColumnStatistics(
            ObjectPath table, CatalogColumnStatistics statistics, boolean ignore) {
        throw withoutStatistics();
    }

    @Override
    public void alterPartitionStatistics(
            ObjectPath table,
            CatalogPartitionSpec spec,
            CatalogTableStatistics statistics,
            boolean ignore) {
        throw withoutStatistics();
    }

    @Override
    public void alterPartitionColumnStatistics(
            ObjectPath table,
            CatalogPartitionSpec spec,
            CatalogColumnStatistics statistics,
            boolean ignore) {
        throw withoutStatistics();
    }
}
