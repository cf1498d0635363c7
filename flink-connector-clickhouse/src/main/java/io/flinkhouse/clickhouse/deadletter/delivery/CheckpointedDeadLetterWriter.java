// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetterBatch;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
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

    private CheckpointedDeadLetterWriter(
            DeadLetterTarget server,
            GrantedGuarantee guarantee,
            List<ColumnSpec> columns,
            SpoolWriter spool) {
        this.server = server;
        this.guarantee = guarantee;
        this.batch = new DeadLetterBatch(columns);
        this.spool = spool;
        this.columns = new ArrayList<>(batch.columns());
        if (guarantee.fence()) {
            this.columns.add(new SealedColumn(server.table().fenceColumn(), "UInt64"));
        }
    }

    /**
     * Opens the writer.
     *
     * @param spool the writer of sealed blocks; the caller commits them and closes it
     * @throws IOException if the table cannot be created or does not support exactly-once delivery
     */
    public static CheckpointedDeadLetterWriter open(
            DeadLetterTarget server, ExactlyOnceConfig exactlyOnce, SpoolWriter spool)
            throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            TableReader reader =
                    TableReader.noting(client, server.connection(), server.table().path());
            List<ColumnSpec> columns = server.prepare(reader);
            GrantedGuarantee guarantee =
                    server.call(
                            () -> GuaranteeCheck.check(reader, server.connection(), exactlyOnce));
            return new CheckpointedDeadLetterWriter(server, guarantee, columns, spool);
        }
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
        long fence = guarantee.fence() ? spool.nextFence() : 0;
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
