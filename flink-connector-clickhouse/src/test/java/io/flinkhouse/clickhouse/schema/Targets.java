// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

/** Reads the descriptions of a test's tables. */
public final class Targets {

    private Targets() {}

    public static TableDescription of(ClickHouseDatabase db, String table)
            throws ClickHouseException {
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            return TableDescription.of(client, new TablePath(db.name(), table));
        }
    }
}
