// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.Retry;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.schema.TargetTable;
import io.flinkhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * What a writer asks about its table when it starts. The server may be away for as long as an
 * insert may fail.
 */
final class Inquiry {

    /** May be put more than once. */
    interface Question<T> {
        T put(ClickHouseClient client) throws ClickHouseException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

    private final ClickHouseClient client;
    private final TablePath table;
    private final RetryConfig retry;
    private TargetTable target;

    Inquiry(ClickHouseClient client, TablePath table, RetryConfig retry) {
        this.client = client;
        this.table = table;
        this.retry = retry;
    }

    /** Asked for once, and only if somebody wants to know. */
    TargetTable target() throws IOException {
        if (target == null) {
            target = ask(server -> TargetTable.of(server, table));
        }
        return target;
    }

    <T> T ask(Question<T> question) throws IOException {
        try {
            return Retry.call(
                    retry,
                    () -> question.put(client),
                    (attempts, wait, failure) ->
                            LOG.info("Asking about {} again in {}", table, wait, failure));
        } catch (ClickHouseException e) {
            throw new IOException("Cannot write to " + table + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while asking about " + table, e);
        }
    }
}
