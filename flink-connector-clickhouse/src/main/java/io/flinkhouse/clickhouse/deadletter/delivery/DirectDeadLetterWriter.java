// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetterBatch;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;

/** Writes dead letters at least once: a flush returns when the server has acknowledged them. */
@Internal
public final class DirectDeadLetterWriter implements DeadLetterWriter {

    private final DeadLetterTarget server;
    private final ClickHouseClient client;
    private final InsertSettings settings;
    private final String statement;
    private final DeadLetterBatch batch;

    private DirectDeadLetterWriter(
            DeadLetterTarget server,
            ClickHouseClient client,
            InsertSettings settings,
            List<ColumnSpec> columns) {
        this.server = server;
        this.client = client;
        this.settings = settings;
        this.statement =
                InsertStatement.nativeInto(
                        server.table().path(), columns.stream().map(ColumnSpec::name).toList());
        this.batch = new DeadLetterBatch(columns, server.subject());
    }

    /**
     * Opens the writer.
     *
     * @param reader of the table
     */
    public static DirectDeadLetterWriter open(DeadLetterTarget server, TableReader reader)
            throws IOException {
        InsertSettings settings = server.call(() -> reader.settings(InsertProfile.DEAD_LETTER));
        List<ColumnSpec> columns = server.prepare(reader);
        ClickHouseClient client = new ClickHouseClient(server.connection(), 1);
        return new DirectDeadLetterWriter(server, client, settings, columns);
    }

    /** Opens the writer with requests of its own about the table. */
    static DirectDeadLetterWriter open(DeadLetterTarget server) throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            return open(server, server.table().reader(client));
        }
    }

    @Override
    public void add(DeadLetter letter) throws IOException {
        batch.add(letter);
        if (batch.isFull()) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        EncodedBlock block = batch.seal();
        String token = BlockId.next(System.currentTimeMillis()).toString();
        InsertRequest request =
                new InsertRequest(statement, token, settings.under(token), block, true);
        server.call(() -> client.insert(request));
    }

    @Override
    public void close() {
        client.close();
    }
}
