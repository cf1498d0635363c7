// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterBatch;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;

/**
 * Writes refused rows and messages to the dead-letter table. Their tokens derive from the block's
 * token, so a block that is sent again does not store them again, as long as the table remembers
 * tokens.
 */
record RefusedDeadLetters(DeadLetterTable table, RetryConfig retry) implements RefusedPartSink {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedDeadLetters.class);

    @Override
    public void keep(
            RefusedBlock block,
            BlockParts parts,
            Map<Integer, ClickHouseException> refused,
            ClickHouseClient client)
            throws ClickHouseException, InterruptedException {
        TableReader server = table.reader(client);
        List<ColumnSpec> columns = call(() -> table.prepare(server));
        InsertSettings settings = call(() -> server.settings(InsertProfile.DEAD_LETTER));
        BlockParts.DeadLetterFactory deadLetters = parts.deadLetters(table.fenceColumn());
        DeadLetterBatch batch = new DeadLetterBatch(columns);
        String statement =
                InsertStatement.nativeInto(
                        table.path(), columns.stream().map(ColumnSpec::name).toList());
        int sent = 0;
        for (Map.Entry<Integer, ClickHouseException> one : refused.entrySet()) {
            batch.add(
                    deadLetters.about(one.getKey(), block.sealedAt(), one.getValue().getMessage()));
            if (batch.isFull()) {
                String token = block.token() + "-refused-" + sent++;
                send(request(batch.seal(), statement, token, settings), client);
            }
        }
        if (!batch.isEmpty()) {
            String token = block.token() + "-refused-" + sent;
            send(request(batch.seal(), statement, token, settings), client);
        }
    }

    private static InsertRequest request(
            EncodedBlock letters, String statement, String token, InsertSettings settings) {
        return new InsertRequest(statement, token, settings.under(token), letters, true);
    }

    private void send(InsertRequest letters, ClickHouseClient client)
            throws ClickHouseException, InterruptedException {
        call(() -> client.insert(letters));
    }

    private <T> T call(Retry.Attempt<T> attempt) throws ClickHouseException, InterruptedException {
        return Retry.call(
                retry,
                attempt,
                (attempts, wait, failure) ->
                        LOG.info(
                                "Retrying {} in {}: {}", table.path(), wait, failure.getMessage()));
    }
}
