// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sink.commit.BlockCommitter;
import io.flinkhouse.sink.commit.CommitConfig;
import io.flinkhouse.sink.commit.Committable;
import io.flinkhouse.sink.rows.BoundRows;
import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;

import java.io.IOException;
import java.io.Serializable;

/** What a writer of any mode needs to know; travels with the job. */
record SinkSpec<T>(
        ConnectionConfig connection,
        TablePath table,
        WriteConfig write,
        ExactlyOnceConfig exactlyOnce,
        TargetColumns columns,
        RowMapping<T> rows)
        implements Serializable {

    CommitConfig commits() {
        return new CommitConfig(connection, exactlyOnce, write.retry(), write.inFlight());
    }

    /** Of every mode: blocks restored from a time of exactly-once are still to be committed. */
    Committer<Committable> committer(CommitterInitContext context) {
        return new BlockCommitter(
                commits(), BlockCommitter.epochOf(context), context.metricGroup());
    }

    /** The columns that are written and how records get there; may ask the server. */
    BoundRows<T> bind(ClickHouseClient client) throws IOException {
        try {
            return rows.bind(columns.resolve(client, table, write.retry()));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot write to " + table + ": " + e.getMessage(), e);
        }
    }
}
