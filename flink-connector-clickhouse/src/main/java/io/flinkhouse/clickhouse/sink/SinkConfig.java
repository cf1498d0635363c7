// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.changelog.ChangelogPlan;
import io.flinkhouse.clickhouse.changelog.ChangelogPlanner;
import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter;
import io.flinkhouse.clickhouse.exactlyonce.commit.CommitConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.FreshEpoch;
import io.flinkhouse.clickhouse.mapping.BoundMapping;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;
import io.flinkhouse.clickhouse.schema.ColumnSelection;
import io.flinkhouse.clickhouse.schema.TableInquiry;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.api.connector.sink2.CommitterInitContext;

import java.io.IOException;
import java.io.Serializable;

/** Settings of a sink that all delivery guarantees share; serialized with the job. */
record SinkConfig<T>(
        ConnectionConfig connection,
        TablePath table,
        WriteConfig write,
        ExactlyOnceConfig exactlyOnce,
        ChangelogConfig changelog,
        ColumnSelection columns,
        RowMapping<T> rows,
        RejectionPolicy rejection,
        InsertFormat format)
        implements Serializable {

    CommitConfig commits() {
        return new CommitConfig(
                connection,
                exactlyOnce,
                write.retry(),
                write.inFlight(),
                this::isOrdered,
                refusedBlockHandler());
    }

    private boolean isOrdered(ClickHouseClient client) throws IOException {
        return plan(TableInquiry.of(client, table, write.retry())).changes().isOrdered();
    }

    /** Returns the handler of blocks that the server refuses. */
    RefusedBlockHandler refusedBlockHandler() {
        return rejection.ofBlocks(write.retry(), exactlyOnce.fenceColumn());
    }

    /** Checks the grants that the handler of refused blocks needs. */
    void probeGrants(TableInquiry inquiry) throws IOException {
        RefusedBlockHandler handler = refusedBlockHandler();
        inquiry.ask(
                server -> {
                    handler.probeGrants(server);
                    return null;
                });
    }

    /**
     * Returns the committer of every mode: restored state may hold blocks of an exactly-once run.
     *
     * @param batch whether the job runs in batch mode
     */
    BlockCommitter committer(CommitterInitContext context, boolean batch) {
        return new BlockCommitter(commits(), FreshEpoch.of(context, batch), context.metricGroup());
    }

    /**
     * Opens the write path from records to the written columns.
     *
     * @param version the highest that a restored checkpoint may hold; 0 without one
     */
    WritePath<T> bind(TableInquiry inquiry, long version) throws IOException {
        Plan<T> plan = plan(inquiry);
        return new WritePath<>(
                plan.rows.converter(),
                inquiry.ask(
                        server ->
                                ChangelogWriter.open(
                                        plan.changes,
                                        plan.rows.columns(),
                                        changelog.primaryKey(),
                                        version,
                                        server)));
    }

    private record Plan<T>(BoundMapping<T> rows, ChangelogPlan changes) {}

    private Plan<T> plan(TableInquiry inquiry) throws IOException {
        try {
            BoundMapping<T> bound = rows.bind(columns.resolve(inquiry, rejection.fails()));
            return new Plan<>(
                    bound,
                    changelog.primaryKey().isEmpty()
                            ? ChangelogPlanner.insertsOnly()
                            : ChangelogPlanner.of(changelog, inquiry.target(), bound.columns()));
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot write to " + table + ": " + e.getMessage(), e);
        }
    }
}
