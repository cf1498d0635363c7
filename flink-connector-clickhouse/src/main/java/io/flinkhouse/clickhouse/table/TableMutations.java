// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.schema.TableSnapshot;

import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;

import java.util.HashMap;
import java.util.Map;

/** Runs DELETE FROM and TRUNCATE TABLE on the server. */
final class TableMutations {

    private static final Map<String, String> DONE_WHEN_ANSWERED =
            Map.of("lightweight_deletes_sync", "2");

    private final TableSinkConfig settings;

    TableMutations(TableSinkConfig settings) {
        this.settings = settings;
    }

    void truncate() {
        run("TRUNCATE TABLE " + settings.table());
    }

    /** Reads the current description of the table. */
    TableDescription describe() {
        try (ClickHouseClient client = new ClickHouseClient(settings.connection(), 1)) {
            return TableDescription.of(client, settings.table());
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    /**
     * Deletes the matching rows. If the engine merges rows, all rows of their keys are deleted,
     * because an older row would reappear otherwise.
     */
    void delete(String filter) {
        try (ClickHouseClient client = new ClickHouseClient(settings.connection(), 1)) {
            TableSnapshot described = new TableReader(client, settings.table()).read();
            TableDescription target = described.table();
            String rows = target.engine().takesFinal() ? sameKey(target, filter) : filter;
            String filtered = " FROM " + settings.table() + " WHERE " + rows;
            // Checks the filter by a query first: a mutation that fails is retried for ever and
            // blocks all later mutations.
            Map<String, String> choosing = described.settings().choosing();
            client.query("SELECT count()" + filtered, choosing);
            Map<String, String> deleting = new HashMap<>(DONE_WHEN_ANSWERED);
            deleting.putAll(choosing);
            client.query("DELETE" + filtered, deleting);
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    private String sameKey(TableDescription target, String filter) {
        target.columns().stream()
                .filter(column -> column.sorts() && column.type().contains("Nullable("))
                .findFirst()
                .ifPresent(
                        column -> {
                            throw new ValidationException(
                                    "Column '"
                                            + column.name()
                                            + "' "
                                            + column.type()
                                            + " is part of ORDER BY of "
                                            + target.path()
                                            + " and nullable, and rows are found by equality of"
                                            + " the key, which fails for NULL. Run the DELETE"
                                            + " in ClickHouse.");
                        });
        String key = target.sortingKey().isEmpty() ? "1" : String.join(", ", target.sortingKey());
        return "("
                + key
                + ") IN (SELECT "
                + key
                + " FROM "
                + target.path()
                + " FINAL WHERE "
                + filter
                + ")";
    }

    private void run(String statement) {
        try (ClickHouseClient client = new ClickHouseClient(settings.connection(), 1)) {
            client.execute(statement);
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    /**
     * The error has no cause, because the SQL client shows only the last cause, which does not name
     * the table.
     */
    private TableException failed(ClickHouseException e) {
        TableException failure =
                new TableException("ClickHouse table " + settings.table() + ": " + e.getMessage());
        failure.addSuppressed(e);
        return failure;
    }
}
