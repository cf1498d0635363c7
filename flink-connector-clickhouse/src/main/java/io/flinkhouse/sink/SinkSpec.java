// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.config.WriteConfig;
import io.flinkhouse.sink.changelog.Changelog;
import io.flinkhouse.sink.commit.BlockCommitter;
import io.flinkhouse.sink.commit.CommitConfig;
import io.flinkhouse.sink.commit.Committable;
import io.flinkhouse.sink.messages.Salvage;
import io.flinkhouse.sink.rows.BoundRows;
import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.sql.TablePath;
import io.flinkhouse.target.TargetTable;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** What a writer of any mode needs to know; travels with the job. */
record SinkSpec<T>(
        ConnectionConfig connection,
        TablePath table,
        WriteConfig write,
        ExactlyOnceConfig exactlyOnce,
        ChangelogConfig changelog,
        WrittenColumns columns,
        RowMapping<T> rows,
        RejectionPolicy rejection,
        BlockContent content)
        implements Serializable {

    /** Blocks with changes are committed one after the other: their order may decide. */
    CommitConfig commits() {
        int inFlight = changelog.primaryKey().isEmpty() ? write.inFlight() : 1;
        return new CommitConfig(connection, exactlyOnce, write.retry(), inFlight, salvage());
    }

    /** For blocks that the server refuses. */
    Salvage salvage() {
        return content.salvage(rejection.ofMessages(write.retry(), exactlyOnce.fenceColumn()));
    }

    /** Of every mode: blocks restored from a time of exactly-once are still to be committed. */
    Committer<Committable> committer(CommitterInitContext context) {
        return new BlockCommitter(
                commits(), BlockCommitter.epochOf(context), context.metricGroup());
    }

    /** How records get to the columns that are written. */
    WritePath<T> bind(Inquiry inquiry) throws IOException {
        try {
            BoundRows<T> bound = rows.bind(columns.resolve(inquiry));
            return new WritePath<>(bound.converter(), changes(bound.columns(), inquiry));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot write to " + table + ": " + e.getMessage(), e);
        }
    }

    private Changelog changes(List<ColumnSpec> columns, Inquiry inquiry) throws IOException {
        if (changelog.primaryKey().isEmpty()) {
            return Changelog.insertsOnly(columns);
        }
        TargetTable target = inquiry.target();
        return inquiry.ask(() -> Changelog.open(changelog, target, columns, inquiry.client()));
    }
}
