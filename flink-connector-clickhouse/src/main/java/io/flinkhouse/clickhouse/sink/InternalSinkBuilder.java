// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.schema.ColumnSelection;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.RowType;

/** Builds a sink from valid settings, for SQL tables and for the public builder. */
@Internal
public final class InternalSinkBuilder<T> {

    private final ConnectionConfig connection;
    private final TablePath table;
    private WriteConfig write = WriteConfig.DEFAULT;
    private ExactlyOnceConfig exactlyOnce = ExactlyOnceConfig.NONE;
    private ChangelogConfig changelog = ChangelogConfig.NONE;
    private ColumnSelection columns = ColumnSelection.all();
    private RowMapping<T> rows;
    private RejectionPolicy rejection = RejectionPolicy.FAIL;
    private InsertFormat format = new NativeInsert();

    public InternalSinkBuilder(ConnectionConfig connection, TablePath table) {
        this.connection = connection;
        this.table = table;
    }

    public InternalSinkBuilder<T> write(WriteConfig write) {
        this.write = write;
        return this;
    }

    public InternalSinkBuilder<T> exactlyOnce(ExactlyOnceConfig exactlyOnce) {
        this.exactlyOnce = exactlyOnce;
        return this;
    }

    public InternalSinkBuilder<T> changelog(ChangelogConfig changelog) {
        this.changelog = changelog;
        return this;
    }

    public InternalSinkBuilder<T> skipRejectedRows() {
        return rejection(RejectionPolicy.SKIP);
    }

    public InternalSinkBuilder<T> deadLetterTable(TablePath deadLetters) {
        return rejection(new RejectionPolicy.DeadLetters(deadLetters));
    }

    InternalSinkBuilder<T> rejection(RejectionPolicy rejection) {
        this.rejection = rejection;
        return this;
    }

    /**
     * Sets the columns by a Flink schema.
     *
     * @param schema the columns that are written; their ClickHouse types are read when the job
     *     starts
     */
    public InternalSinkBuilder<T> rows(RowType schema, RowMapping<T> rows) {
        return rows(ColumnSelection.ofSchema(schema), rows);
    }

    InternalSinkBuilder<T> rows(ColumnSelection columns, RowMapping<T> rows) {
        this.columns = columns;
        this.rows = rows;
        return this;
    }

    /**
     * Sends messages that the server parses.
     *
     * @param rows the mapping to rows with one field, the message
     */
    public InternalSinkBuilder<T> messages(
            MessageFormat format, MessageBlockBuilder.Form form, RowMapping<T> rows) {
        this.rows = rows;
        this.columns = PassThroughInsert.column(format, form);
        this.format = new PassThroughInsert(format, form);
        return this;
    }

    /**
     * Builds the sink.
     *
     * @throws IllegalArgumentException if settings exclude each other
     */
    public ClickHouseSink<T> build() {
        SinkConfig<T> config =
                new SinkConfig<>(
                        connection,
                        table,
                        write,
                        exactlyOnce,
                        changelog,
                        columns,
                        rows,
                        rejection,
                        format.under(connection.settings()));
        return switch (write.guarantee()) {
            case NONE -> new DirectSink<>(config, CheckpointFlush.NOTHING);
            case AT_LEAST_ONCE -> new DirectSink<>(config, CheckpointFlush.ALL);
            case EXACTLY_ONCE -> exactlyOnce(config);
        };
    }

    private static <T> ClickHouseSink<T> exactlyOnce(SinkConfig<T> config) {
        config.exactlyOnce().requireSpool();
        config.changelog().requireExactlyOnce();
        return new ExactlyOnceSink<>(config);
    }
}
