// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.changelog.KeyedStatement;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;

import java.time.Duration;
import java.util.Map;

/**
 * Sends a DELETE or UPDATE by key until the server acknowledges it. All attempts have one query id,
 * and there is no further attempt while the server runs an earlier one. Thread-safe.
 */
final class KeyedStatementSender {

    private static final String QUERY_ID = "query_id";

    private final ClickHouseClient client;
    private final RetryConfig retry;

    KeyedStatementSender(ClickHouseClient client, RetryConfig retry) {
        this.client = client;
        this.retry = retry;
    }

    void send(KeyedStatement statement, Runnable onRetry)
            throws ClickHouseException, InterruptedException {
        Retry.call(
                retry, new StatementAttempt(statement), (attempts, wait, failure) -> onRetry.run());
    }

    /** The attempts to send one statement: the same text, also with the same bound. */
    private final class StatementAttempt implements Retry.Attempt<Void> {

        private final KeyedStatement statement;

        /** The server acknowledges the statement when all replicas have run it. */
        private final Map<String, String> settings;

        private final String id = BlockId.next(System.currentTimeMillis()).toString();
        private String text;

        StatementAttempt(KeyedStatement statement) {
            this.statement = statement;
            this.settings = Map.of("lightweight_deletes_sync", "2", QUERY_ID, id);
        }

        @Override
        public Void run() throws ClickHouseException, InterruptedException {
            if (text == null) {
                text = bounded();
            } else {
                awaitEnd();
            }
            client.query(text, settings);
            return null;
        }

        private String bounded() throws ClickHouseException {
            return statement.highestBlock().isEmpty()
                    ? statement.text()
                    : statement.upTo(Long.parseLong(client.value(statement.highestBlock().get())));
        }

        /** Waits as long as it takes: a second mutation would only make the first one slower. */
        private void awaitEnd() throws ClickHouseException, InterruptedException {
            Duration wait = retry.minBackoff();
            while (isRunning()) {
                Thread.sleep(wait.toMillis());
                Duration doubled = wait.multipliedBy(2);
                wait = doubled.compareTo(retry.maxBackoff()) < 0 ? doubled : retry.maxBackoff();
            }
        }

        /** The server refuses a second query with the id of one that runs. */
        private boolean isRunning() throws ClickHouseException {
            try {
                client.query("SELECT 1", Map.of(QUERY_ID, id));
                return false;
            } catch (ClickHouseException e) {
                if (e.code() == ServerError.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING.code()) {
                    return true;
                }
                throw e;
            }
        }
    }
}
