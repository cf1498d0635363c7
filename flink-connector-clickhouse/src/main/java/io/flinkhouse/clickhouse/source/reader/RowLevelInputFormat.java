// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.io.GenericInputFormat;
import org.apache.flink.core.io.GenericInputSplit;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.data.utils.ProjectedRowData;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the rows for an UPDATE or DELETE with one query.
 *
 * <p>It never reads the table twice: a second attempt would change rows again that the first one
 * has changed.
 */
@Internal
public final class RowLevelInputFormat extends GenericInputFormat<RowData> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RowLevelInputFormat.class);

    private final ConnectionConfig connection;
    private final RetryConfig retry;
    private final ScanQuery scan;
    private final List<String> uniqueKey;
    private final int[] columns;
    private final boolean twice;
    private transient ClickHouseClient client;
    private transient BlockReader response;
    private transient Iterator<RowData> rows;

    /**
     * @param uniqueKey columns that must identify each row that is read; empty to allow duplicates
     * @param columns the places of the columns that are returned
     * @param twice whether each row also contains a copy of itself as a nested row
     */
    public RowLevelInputFormat(
            ConnectionConfig connection,
            RetryConfig retry,
            ScanQuery scan,
            List<String> uniqueKey,
            int[] columns,
            boolean twice) {
        this.connection = connection;
        this.retry = retry;
        this.scan = scan;
        this.uniqueKey = List.copyOf(uniqueKey);
        this.columns = columns;
        this.twice = twice;
    }

    /** Creates one split, because one query reads all rows. */
    @Override
    public GenericInputSplit[] createInputSplits(int wanted) {
        return new GenericInputSplit[] {new GenericInputSplit(0, 1)};
    }

    /**
     * Runs the query.
     *
     * @throws IOException if the server does not respond, the table has values that cannot be read,
     *     or this is not the first attempt
     */
    @Override
    public void open(GenericInputSplit split) throws IOException {
        super.open(split);
        if (getRuntimeContext().getTaskInfo().getAttemptNumber() > 0) {
            throw failure(
                    "The statement failed and is not retried: some rows may already be changed."
                            + " Check the table, then run the statement again.",
                    null);
        }
        client = new ClickHouseClient(connection, 1);
        try {
            Map<String, String> settings = retried(() -> KnownSettings.of(client)).choosing();
            requireUniqueKeys(settings);
            response =
                    retried(
                            () ->
                                    BlockReader.open(
                                            client,
                                            scan.query(),
                                            scan.columns(),
                                            settings,
                                            ReadBuffer.DEFAULT));
        } catch (ClickHouseException e) {
            throw failure(e.getMessage(), e);
        }
        rows = Collections.emptyIterator();
    }

    private void requireUniqueKeys(Map<String, String> settings) throws IOException {
        if (uniqueKey.isEmpty()) {
            return;
        }
        String keys = retried(() -> client.value(scan.select().sharedKeys(uniqueKey), settings));
        if (!keys.equals("0")) {
            throw failure(
                    "The primary key of the Flink table ("
                            + String.join(", ", uniqueKey)
                            + ") is not unique: "
                            + keys
                            + " of its values occur in more than one row. Declare a primary key"
                            + " that is unique, or run the statement in ClickHouse.",
                    null);
        }
    }

    private <T> T retried(Retry.Attempt<T> attempt) throws IOException {
        try {
            return Retry.call(
                    retry,
                    attempt,
                    (attempts, wait, failure) ->
                            LOG.info("Reading {} again", scan.select().table(), failure));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("Interrupted.", e);
        }
    }

    @Override
    public boolean reachedEnd() throws IOException {
        while (!rows.hasNext()) {
            Optional<List<RowData>> block = next();
            if (block.isEmpty()) {
                return true;
            }
            rows = block.get().iterator();
        }
        return false;
    }

    private Optional<List<RowData>> next() throws IOException {
        try {
            return response.next();
        } catch (ClickHouseException e) {
            throw failure("After " + response.rows() + " rows: " + e.getMessage(), e);
        }
    }

    @Override
    public RowData nextRecord(RowData reuse) {
        RowData row = rows.next();
        RowData returned = ProjectedRowData.from(columns).replaceRow(row);
        return twice ? new JoinedRowData(returned, GenericRowData.of(row)) : returned;
    }

    @Override
    public void close() throws IOException {
        try {
            if (response != null) {
                response.close();
            }
        } finally {
            if (client != null) {
                client.close();
            }
        }
    }

    private IOException failure(String what, Exception cause) {
        return new IOException(
                "Cannot read ClickHouse table " + scan.select().table() + ". " + what, cause);
    }
}
