// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.FinalRead;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a SELECT of Flink reads: a table of the server, or the result of a query.
 *
 * @param table the description; of a query only its columns
 * @param from the FROM clause
 * @param merged whether the rows are read with FINAL
 * @param query whether it is a query
 */
record ScanRelation(TableDescription table, String from, boolean merged, boolean query) {

    /** The alias of a query. */
    private static final String QUERY = "query";

    /** Asks the server for the columns of the table or query. */
    static ScanRelation of(ClickHouseClient client, TablePath path, ScanOptions options)
            throws ClickHouseException {
        if (options.query().isPresent()) {
            return ofQuery(client, path.database(), options.query().get());
        }
        TableDescription table =
                TableDescription.find(client, path).orElseThrow(() -> missing(path));
        boolean merged =
                options.merged() == FinalRead.TRUE
                        || options.merged() == FinalRead.AUTO && table.engine().takesFinal();
        return new ScanRelation(table, path.toString(), merged, false);
    }

    private static ClickHouseException missing(TablePath path) {
        return new ClickHouseException(
                ServerError.UNKNOWN_TABLE.code(),
                FailureKind.FAIL,
                "The table does not exist, or the user may not see it; create it, or GRANT SELECT ON "
                        + path);
    }

    /** The line breaks end a comment in the query. */
    private static ScanRelation ofQuery(ClickHouseClient client, String database, String query)
            throws ClickHouseException {
        List<ColumnDescription> columns =
                client.query("DESCRIBE TABLE (\n" + query + "\n)").stream()
                        .map(line -> column(line.get(0), line.get(1)))
                        .toList();
        TablePath alias = new TablePath(database, QUERY);
        TableDescription described =
                new TableDescription(
                        alias,
                        "",
                        new TableEngine("Query", List.of()),
                        "",
                        "",
                        List.of(),
                        "",
                        client.value("SELECT timezone()"),
                        columns,
                        List.of());
        return new ScanRelation(described, "(\n" + query + "\n) AS " + QUERY, false, true);
    }

    private static ColumnDescription column(String name, String type) {
        return new ColumnDescription(name, type, "", "", false, false);
    }

    /** Returns the name of the table; empty for a query. */
    Optional<TablePath> path() {
        return query ? Optional.empty() : Optional.of(table.path());
    }

    /** Returns the name for messages. */
    String name() {
        return query ? "the query of 'scan.query'" : "ClickHouse table " + table.path();
    }

    /** Asks the server for the names of the virtual columns of the table. */
    Set<String> virtualColumns(ClickHouseClient client) throws ClickHouseException {
        if (query) {
            return Set.of();
        }
        Set<String> names =
                client
                        .query(
                                "DESCRIBE TABLE " + table.path(),
                                Map.of("describe_include_virtual_columns", "1"))
                        .stream()
                        .filter(line -> line.get(line.size() - 1).equals("1")) // is_virtual
                        .map(line -> line.get(0))
                        .collect(Collectors.toCollection(HashSet::new));
        if (table.setting("enable_block_number_column").orElse(0) != 1) {
            names.remove(MetadataColumns.BLOCK_NUMBER);
        }
        if (table.setting("enable_block_offset_column").orElse(0) != 1) {
            names.remove(MetadataColumns.BLOCK_OFFSET);
        }
        return names;
    }
}
