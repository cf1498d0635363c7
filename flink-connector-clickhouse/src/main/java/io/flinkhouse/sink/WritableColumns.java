// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.Retry;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sql.TablePath;
import io.flinkhouse.types.ClickHouseType;
import io.flinkhouse.types.TypeMapping;
import io.flinkhouse.types.TypeParser;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a table as the server describes them when a writer starts.
 *
 * @param types of the columns that an INSERT may name and that Flink has a type for, in their
 *     order; a column without a time zone has the server's, one with a DEFAULT takes NULL for it
 * @param others what the remaining columns are, by name
 */
record WritableColumns(Map<String, ClickHouseType> types, Map<String, String> others) {

    private static final Logger LOG = LoggerFactory.getLogger(WritableColumns.class);

    private static final String COLUMNS =
            "SELECT name, type, default_kind, timezone() FROM system.columns"
                    + " WHERE database = {database:String} AND table = {table:String}"
                    + " ORDER BY position";

    private static final Set<String> COMPUTED = Set.of("MATERIALIZED", "ALIAS");

    /** The server may be away for as long as an insert may fail. */
    static WritableColumns read(ClickHouseClient client, TablePath table, RetryConfig retry)
            throws IOException {
        Map<String, String> parameters =
                Map.of("param_database", table.database(), "param_table", table.table());
        List<List<String>> rows;
        try {
            rows =
                    Retry.call(
                            retry,
                            () -> client.query(COLUMNS, parameters),
                            (attempts, wait, failure) ->
                                    LOG.info("Reading the columns of {} again", table, failure));
        } catch (ClickHouseException e) {
            throw new IOException("Cannot read the columns of " + table + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while reading the columns of " + table, e);
        }
        if (rows.isEmpty()) {
            throw new IOException(
                    "Table "
                            + table
                            + " does not exist, or the user has no grant on it; create it, or"
                            + " GRANT INSERT on it");
        }
        return of(rows);
    }

    private static WritableColumns of(List<List<String>> rows) {
        Map<String, ClickHouseType> types = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (List<String> row : rows) {
            String name = row.get(0);
            if (COMPUTED.contains(row.get(2))) {
                others.put(name, row.get(2) + ", so the server computes it");
                continue;
            }
            try {
                ClickHouseType type = TypeParser.parse(row.get(1));
                TypeMapping.toFlink(type);
                ClickHouseType written =
                        row.get(2).equals("DEFAULT") ? TypeMapping.nullForDefault(type) : type;
                types.put(name, TypeMapping.inZone(written, row.get(3)));
            } catch (IllegalArgumentException e) {
                others.put(name, row.get(1) + ", which cannot be written: " + e.getMessage());
            }
        }
        return new WritableColumns(types, others);
    }

    ClickHouseType type(String column) {
        ClickHouseType type = types.get(column);
        if (type != null) {
            return type;
        }
        String other = others.get(column);
        throw new IllegalArgumentException(
                other == null
                        ? "there is no column '"
                                + column
                                + "'; the columns are "
                                + String.join(", ", types.keySet())
                        : "column '" + column + "' is " + other);
    }
}
