// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sql.TableEngine.Kind;
import io.flinkhouse.target.TargetTable;

import org.apache.flink.table.api.TableException;

import java.util.Map;
import java.util.Set;

/** DELETE FROM and TRUNCATE TABLE, which the server runs by itself. */
final class TableStatements {

    private static final Set<Kind> KEEP_ROWS_APART = Set.of(Kind.PLAIN, Kind.OTHER);
    private static final Map<String, String> DONE_WHEN_ANSWERED =
            Map.of("lightweight_deletes_sync", "2");

    private final SinkSettings settings;

    TableStatements(SinkSettings settings) {
        this.settings = settings;
    }

    void truncate() {
        run("TRUNCATE TABLE " + settings.table());
    }

    /**
     * Where an engine merges rows, all rows of a key go: else the one before would be seen again.
     */
    void delete(String filter) {
        try (ClickHouseClient client = new ClickHouseClient(settings.connection(), 1)) {
            TargetTable target = TargetTable.of(client, settings.table());
            String rows =
                    KEEP_ROWS_APART.contains(target.engine().kind())
                            ? filter
                            : sameKey(String.join(", ", target.sortingKey()), filter);
            client.query("DELETE FROM " + settings.table() + " WHERE " + rows, DONE_WHEN_ANSWERED);
        } catch (ClickHouseException e) {
            throw failed(e);
        }
    }

    private String sameKey(String key, String filter) {
        return "("
                + key
                + ") IN (SELECT "
                + key
                + " FROM "
                + settings.table()
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

    private TableException failed(ClickHouseException e) {
        return new TableException(
                "ClickHouse table " + settings.table() + ": " + e.getMessage(), e);
    }
}
