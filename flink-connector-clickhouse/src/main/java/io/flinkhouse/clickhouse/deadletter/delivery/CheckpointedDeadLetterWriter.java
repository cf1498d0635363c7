// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetterBatch;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.exactlyonce.spool.FenceSequence;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.UsedNonces;
import io.flinkhouse.clickhouse.exactlyonce.spool.WriterAttempt;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes dead letters of an exactly-once sink: sealed with the sink's blocks before a checkpoint,
 * committed after it.
 */
@Internal
public final class CheckpointedDeadLetterWriter implements DeadLetterWriter {

    private final DeadLetterTarget server;
    private final GrantedGuarantee guarantee;
    private final List<SealedColumn> columns;
    private final DeadLetterBatch batch;
    private final SpoolWriter spool;
    private final FenceSequence fences;

    private CheckpointedDeadLetterWriter(
            DeadLetterTarget server, LetterTable table, SpoolWriter spool) {
        this.server = server;
        this.guarantee = table.guarantee;
        this.batch = new DeadLetterBatch(table.columns, server.subject());
        this.spool = spool;
        this.fences =
                new FenceSequence(
                        table.attempt.nonce(), table.attempt.subtask(), System::currentTimeMillis);
        this.columns = new ArrayList<>(batch.columns());
        if (guarantee.fence()) {
            this.columns.add(new SealedColumn(server.table().fenceColumn(), "UInt64"));
        }
    }

    /** The table as it is at the start, and the attempt whose numbers nobody uses in it. */
    private record LetterTable(
            GrantedGuarantee guarantee, List<ColumnSpec> columns, WriterAttempt attempt) {}

    /**
     * Opens the writer.
     *
     * @param reader of the table
     * @param spool the writer of sealed blocks; the caller commits them and closes it
     * @throws IOException if the table cannot be created or does not support exactly-once delivery
     */
    public static CheckpointedDeadLetterWriter open(
            DeadLetterTarget server,
            TableReader reader,
            ExactlyOnceConfig exactlyOnce,
            SpoolWriter spool)
            throws IOException {
        return new CheckpointedDeadLetterWriter(
                server, prepare(server, reader, exactlyOnce, spool.attempt()), spool);
    }

    /** Opens the writer, and a {@link #spool} for it, which the caller closes. */
    static CheckpointedDeadLetterWriter open(
            DeadLetterTarget server, ExactlyOnceConfig exactlyOnce, WriterAttempt attempt)
            throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            TableReader reader =
                    TableReader.noting(client, server.connection(), server.table().path());
            LetterTable table = prepare(server, reader, exactlyOnce, attempt);
            return new CheckpointedDeadLetterWriter(
                    server, table, new SpoolWriter(exactlyOnce, server.retry(), 1, table.attempt));
        }
    }

    private static LetterTable prepare(
            DeadLetterTarget server,
            TableReader reader,
            ExactlyOnceConfig exactlyOnce,
            WriterAttempt attempt)
            throws IOException {
        List<ColumnSpec> columns = server.prepare(reader);
        GrantedGuarantee guarantee =
                server.call(() -> GuaranteeCheck.check(reader, server.connection(), exactlyOnce));
        WriterAttempt timed = attempt.withClockAhead(server.call(reader::read).clockAheadMillis());
        return new LetterTable(
                guarantee,
                columns,
                guarantee.fence()
                        ? server.call(() -> unused(reader, server.table(), timed))
                        : timed);
    }

    private static WriterAttempt unused(
            TableReader server, DeadLetterTable table, WriterAttempt attempt)
            throws ClickHouseException {
        return UsedNonces.avoid(
                server.client(),
                server.read().settings().deciding(),
                table.path(),
                table.fenceColumn(),
                attempt);
    }

    SpoolWriter spool() {
        return spool;
    }

    @Override
    public void add(DeadLetter letter) throws IOException, InterruptedException {
        batch.add(letter);
        if (batch.isFull()) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        long fence = guarantee.fence() ? fences.next() : 0;
        EncodedBlock block =
                guarantee.fence() ? batch.seal(server.table().fenceColumn(), fence) : batch.seal();
        spool.add(
                InsertTarget.ofRows(
                        server.table().path(), guarantee.tableIdentity(), columns, fence),
                block);
    }

    @Override
    public void close() {}
}
