// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.salvage;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.InsertRequest;
import io.flinkhouse.client.Payload;
import io.flinkhouse.client.Retry;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.codec.EncodedBlock;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.deadletter.DeadLetterBatch;
import io.flinkhouse.deadletter.DeadLetterTable;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sql.InsertStatement;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;

/**
 * Refused rows and messages as dead letters. Their tokens derive from the block's, so the same
 * block brings them once, as long as the table remembers tokens.
 */
record RefusedLetters(DeadLetterTable table, RetryConfig retry) implements Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedLetters.class);

    @Override
    public void keep(
            RefusedBlock block,
            Parts parts,
            Map<Integer, ClickHouseException> refused,
            ClickHouseClient client)
            throws ClickHouseException, InterruptedException {
        List<ColumnSpec> columns = call(() -> table.prepare(client));
        String statement =
                InsertStatement.nativeInto(
                        table.path(), columns.stream().map(ColumnSpec::name).toList());
        Parts.Letters letters = parts.letters(table.fenceColumn());
        DeadLetterBatch batch = new DeadLetterBatch(columns);
        int sent = 0;
        for (Map.Entry<Integer, ClickHouseException> one : refused.entrySet()) {
            batch.add(letters.about(one.getKey(), block.sealedAt(), one.getValue().getMessage()));
            if (batch.isFull()) {
                send(batch.seal(), statement, block.token() + "-refused-" + sent++, client);
            }
        }
        if (!batch.isEmpty()) {
            send(batch.seal(), statement, block.token() + "-refused-" + sent, client);
        }
    }

    private void send(EncodedBlock letters, String statement, String token, ClickHouseClient client)
            throws ClickHouseException, InterruptedException {
        Map<String, String> settings =
                Map.of(
                        "insert_deduplication_token", token,
                        "async_insert", "0",
                        "deduplicate_blocks_in_dependent_materialized_views", "1");
        InsertRequest request =
                new InsertRequest(
                        statement,
                        token,
                        settings,
                        Payload.of(letters.length(), letters::writeTo, letters::release),
                        true);
        call(() -> client.insert(request));
    }

    private <T> T call(Retry.Attempt<T> attempt) throws ClickHouseException, InterruptedException {
        return Retry.call(
                retry,
                attempt,
                (attempts, wait, failure) ->
                        LOG.info(
                                "Trying {} again in {}: {}",
                                table.path(),
                                wait,
                                failure.getMessage()));
    }
}
