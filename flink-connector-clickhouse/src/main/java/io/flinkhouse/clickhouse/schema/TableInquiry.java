// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Reads table metadata when a writer starts, retrying as long as an insert would. */
@Internal
public final class TableInquiry {

    /** A query about a table; it may be sent more than once. */
    public interface TableQuery<T> {
        T run(TableReader reader) throws ClickHouseException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(TableInquiry.class);

    private final TableReader reader;
    private final RetryConfig retry;

    public TableInquiry(TableReader reader, RetryConfig retry) {
        this.reader = reader;
        this.retry = retry;
    }

    public static TableInquiry of(ClickHouseClient client, TablePath table, RetryConfig retry) {
        return new TableInquiry(new TableReader(client, table), retry);
    }

    /** Returns the reader of the table, without retries. */
    public TableReader reader() {
        return reader;
    }

    /** Reads the description of the table, which must exist and be visible to the user. */
    public TableDescription target() throws IOException {
        return ask(server -> server.read().table());
    }

    public InsertSettings settings(InsertProfile profile) throws IOException {
        return ask(server -> server.settings(profile));
    }

    public <T> T ask(TableQuery<T> query) throws IOException {
        TablePath table = reader.path();
        try {
            return Retry.call(
                    retry,
                    () -> query.run(reader),
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
