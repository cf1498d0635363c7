// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * The dead-letter table and the connection to it.
 *
 * @param subject the table that lacks the rows or messages
 */
@Internal
public record DeadLetterTarget(
        ConnectionConfig connection, DeadLetterTable table, TablePath subject, RetryConfig retry)
        implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTarget.class);

    /** Creates the table if it does not exist, and returns its columns. */
    List<ColumnSpec> prepare(TableReader server) throws IOException {
        return call(() -> table.prepare(server));
    }

    /** Retries a request after a transient error. */
    <T> T call(Retry.Attempt<T> attempt) throws IOException {
        try {
            return Retry.call(
                    retry,
                    attempt,
                    (attempts, wait, failure) ->
                            LOG.info(
                                    "Retrying {} in {}: {}",
                                    table.path(),
                                    wait,
                                    failure.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted during requests about " + table.path(), e);
        }
    }
}
