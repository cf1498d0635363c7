// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import java.util.List;

/** Reads the statements about a table from the query log of the server. */
final class LoggedStatements {

    private LoggedStatements() {}

    /** The queries that read the rows of the table. */
    static List<String> reads(ClickHouseDatabase db, String table) {
        return reads(db).stream()
                .filter(query -> query.contains(db.name() + "`.`" + table + "`"))
                .toList();
    }

    /** The queries that read rows of the database, its dictionaries included. */
    static List<String> reads(ClickHouseDatabase db) {
        db.execute("SYSTEM FLUSH LOGS query_log");
        return db
                .query(
                        "SELECT query FROM system.query_log WHERE type = 'QueryStart' AND"
                                + " is_initial_query AND query LIKE 'SELECT%"
                                + db.name()
                                + "%' AND Settings['readonly'] = '2'")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The beginnings of the statements about the table, but for those of this test. */
    static List<String> beginnings(ClickHouseDatabase db, String table) {
        db.execute("SYSTEM FLUSH LOGS query_log");
        return db
                .query(
                        "SELECT extract(query, '^(?:SELECT count\\\\(\\\\)|\\\\w+)') FROM system.query_log WHERE type ="
                                + " 'QueryFinish' AND is_initial_query AND query LIKE '% FROM "
                                + "`"
                                + db.name()
                                + "`.`"
                                + table
                                + "` WHERE %' AND query NOT LIKE '%query_log%' ORDER BY"
                                + " event_time_microseconds")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }
}
