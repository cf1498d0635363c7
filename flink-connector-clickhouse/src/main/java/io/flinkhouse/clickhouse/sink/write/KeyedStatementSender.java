// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.changelog.KeyedStatement;
import io.flinkhouse.clickhouse.changelog.StatementBounds;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a DELETE or UPDATE by key until the server acknowledges it. All attempts have one query id,
 * and there is no further attempt while the server runs an earlier one. Thread-safe.
 */
final class KeyedStatementSender {

    private static final String QUERY_ID = "query_id";

    /** A request needs less from here to the server, unless the network delays it. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

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

    /**
     * The attempts to send one statement, all with the same bound of blocks. Before another attempt
     * the server is past the deadline of the one before, so that none arrives after the statement
     * is acknowledged.
     */
    private final class StatementAttempt implements Retry.Attempt<Void> {

        private final KeyedStatement statement;

        /** The server acknowledges the statement when all replicas have run it. */
        private final Map<String, String> settings;

        private final String id = BlockId.next(System.currentTimeMillis()).toString();
        private KeyedStatement bounded;
        private Duration onItsWay = ON_ITS_WAY;
        private long deadline;

        StatementAttempt(KeyedStatement statement) {
            this.statement = statement;
            this.settings = new HashMap<>(statement.bounds().settings());
            this.settings.put("lightweight_deletes_sync", "2");
            this.settings.put(QUERY_ID, id);
        }

        @Override
        public Void run() throws ClickHouseException, InterruptedException {
            if (bounded == null) {
                bounded = bounded();
            } else {
                awaitDeadline();
                awaitEnd();
            }
            sendOnce();
            requireEffect();
            return null;
        }

        private void sendOnce() throws ClickHouseException {
            if (!statement.bounds().hasDeadline()) {
                client.query(bounded.text(), settings);
                return;
            }
            deadline = clock() + onItsWay.toMillis();
            try {
                client.query(bounded.until(deadline), settings);
            } catch (ClickHouseException e) {
                throw e.code() == ServerError.FUNCTION_THROW_IF_VALUE_IS_NON_ZERO.code()
                        ? late(e)
                        : e;
            }
            deadline = 0; // acknowledged, so none is on its way
        }

        /**
         * Counts the rows that an acknowledged DELETE has left. The server numbers a mutation
         * before it registers it (seen with ClickHouse 26.7). If another mutation of the table gets
         * a higher number and runs in between, the parts have that number already, and the server
         * acknowledges the first mutation without running it.
         *
         * @throws ClickHouseException to be retried, if there are rows
         */
        private void requireEffect() throws ClickHouseException {
            if (bounded.leftRows().isEmpty()) {
                return;
            }
            long left = Long.parseLong(client.value(bounded.leftRows().get()));
            if (left > 0) {
                throw new ClickHouseException(
                        ClickHouseException.NO_CODE,
                        FailureKind.RETRY,
                        "The server acknowledged a DELETE by key, but "
                                + left
                                + " of its rows are still there. Check that no other client inserts"
                                + " rows with these keys, if it goes on");
            }
        }

        private KeyedStatement bounded() throws ClickHouseException {
            Optional<String> highest = statement.bounds().highestBlock();
            return highest.isEmpty()
                    ? statement
                    : statement.upTo(Long.parseLong(client.value(highest.get())));
        }

        private ClickHouseException late(ClickHouseException e) {
            String limit = onItsWay.toString();
            onItsWay = onItsWay.multipliedBy(2);
            return new ClickHouseException(
                    e.code(),
                    FailureKind.RETRY,
                    "The statement was on its way to the server for longer than "
                            + limit
                            + ". Check the network",
                    e);
        }

        private void awaitDeadline() throws ClickHouseException, InterruptedException {
            if (deadline == 0) {
                return; // not sent yet
            }
            long end = deadline + statement.bounds().skew().toMillis();
            for (long left = end - clock(); left >= 0; left = end - clock()) {
                Thread.sleep(left + 1);
            }
        }

        private long clock() throws ClickHouseException {
            return Long.parseLong(client.value(StatementBounds.CLOCK));
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
                client.query("SELECT 1", Map.of(QUERY_ID, id, "replace_running_query", "0"));
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
