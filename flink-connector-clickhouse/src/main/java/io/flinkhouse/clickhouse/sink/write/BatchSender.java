// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.changelog.KeyedStatement;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/**
 * Sends one batch and retries until the server acknowledges it or the retry budget is spent: always
 * the same bytes under the same token. Thread-safe.
 */
@Internal
public final class BatchSender {

    private final ClickHouseClient client;
    private final TablePath table;
    private final String statement;
    private final InsertSettings settings;
    private final RefusedBlockHandler refusedBlockHandler;
    private final RetryConfig retry;
    private final KeyedStatementSender statements;

    public BatchSender(
            ClickHouseClient client,
            TablePath table,
            String statement,
            InsertSettings settings,
            RefusedBlockHandler refusedBlockHandler,
            RetryConfig retry) {
        this.client = client;
        this.table = table;
        this.statement = statement;
        this.settings = settings;
        this.refusedBlockHandler = refusedBlockHandler;
        this.retry = retry;
        this.statements = new KeyedStatementSender(client, retry);
    }

    /**
     * Sends the statements and then the block of a batch.
     *
     * @return the number of rows or messages that were left out because the server refuses them
     */
    public int send(SealedBatch block, Runnable onRetry) throws IOException, InterruptedException {
        for (KeyedStatement change : block.before()) {
            mutate(change, onRetry);
        }
        return block.block().rows() > 0 ? insert(block, onRetry) : 0;
    }

    /** Safe to retry: later changes to these keys wait for it. */
    private void mutate(KeyedStatement change, Runnable onRetry)
            throws IOException, InterruptedException {
        try {
            statements.send(change, onRetry);
        } catch (ClickHouseException e) {
            throw new IOException(
                    "Cannot delete or update rows of " + table + " by key: " + e.getMessage(), e);
        }
    }

    private int insert(SealedBatch block, Runnable onRetry)
            throws IOException, InterruptedException {
        BatchAttempt attempt = new BatchAttempt(block);
        try {
            Retry.call(retry, attempt, (attempts, wait, failure) -> onRetry.run());
            return attempt.leftOut;
        } catch (ClickHouseException e) {
            throw new IOException(message(block, e), e);
        }
    }

    /** The attempts to send one block. */
    private final class BatchAttempt implements Retry.Attempt<Void> {

        private final SealedBatch block;
        private EncodedBlock left;
        private int leftOut;

        BatchAttempt(SealedBatch block) {
            this.block = block;
            this.left = block.block();
        }

        @Override
        public Void run() throws ClickHouseException, InterruptedException {
            try {
                insert();
            } catch (ClickHouseException e) {
                if (!left.kind().isRefused(e)) {
                    throw e;
                }
                Remainder rest =
                        refusedBlockHandler.handle(block.refused(table, statement), client, e);
                left = rest.block();
                leftOut = rest.leftOut();
                insert();
            }
            return null;
        }

        private void insert() throws ClickHouseException {
            if (left.rows() > 0) {
                String id = block.id().toString();
                client.insert(new InsertRequest(statement, id, settings.under(id), left, true));
            }
        }
    }

    private String message(SealedBatch block, ClickHouseException cause) {
        String next =
                switch (cause.kind()) {
                    case RETRY -> ". Check the server's health, or raise 'sink.retry.timeout'";
                    case REJECT ->
                            ". The server refuses the data. Fix the rows upstream, or change"
                                    + " the table";
                    case FAIL ->
                            ". A retry cannot help: fix the table, the grants or the settings"
                                    + " and restart the job";
                };
        return "Cannot insert a block of "
                + block.block().rows()
                + " rows into "
                + table
                + ": "
                + cause.getMessage()
                + next;
    }

    public void close() {
        client.close();
    }
}
