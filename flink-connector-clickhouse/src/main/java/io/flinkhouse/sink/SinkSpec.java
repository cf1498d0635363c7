// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sink.rows.BoundRows;
import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.sql.TablePath;

import java.io.IOException;
import java.io.Serializable;

/** What a writer of any mode needs to know; travels with the job. */
record SinkSpec<T>(
        ConnectionConfig connection,
        TablePath table,
        WriteConfig write,
        TargetColumns columns,
        RowMapping<T> rows)
        implements Serializable {

    /** The columns that are written and how records get there; may ask the server. */
    BoundRows<T> bind(ClickHouseClient client) throws IOException {
        try {
            return rows.bind(columns.resolve(client, table, write.retry()));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot write to " + table + ": " + e.getMessage(), e);
        }
    }
}
