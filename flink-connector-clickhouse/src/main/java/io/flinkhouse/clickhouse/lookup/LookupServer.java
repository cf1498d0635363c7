// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.reader.BlockReader;
import io.flinkhouse.clickhouse.source.reader.ScanSettings;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the server for the rows of keys, in the thread of the caller. One thread uses it. */
final class LookupServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LookupServer.class);

    /** The maximum characters of keys in a query, which the server parses without raised limits. */
    private static final int MOST_TEXT = 200_000;

    private final LookupRequest request;
    private final LookupQuery query;
    private final KeyLiterals literals;
    private final KeyMatcher answers;
    private final List<ColumnSpec> columns;
    private final RowDataSerializer copier;
    private final ClickHouseClient client;
    private final ReadBuffer buffer;
    private Map<String, String> settings;

    LookupServer(LookupRequest request) {
        this.request = request;
        this.query = new LookupQuery(request);
        this.literals =
                new KeyLiterals(
                        request.keyColumns(),
                        request.dictionary() == null
                                ? KeyMatcher.places(request.keys().size())
                                : request.dictionary().order());
        this.answers = KeyMatcher.ofAnswers(request);
        TableScan scan = request.scan().scan();
        this.columns = scan.columns().stream().map(ScanColumn::spec).toList();
        this.copier =
                new RowDataSerializer(
                        columns.stream().map(ColumnSpec::flinkType).toArray(LogicalType[]::new));
        this.client = new ClickHouseClient(request.scan().connection(), 1);
        this.buffer = request.scan().read().buffer(ReadBuffer.DEFAULT.directory());
    }

    /**
     * Returns the rows of keys.
     *
     * @param keys the keys as Flink asks for them
     * @return the rows by key; keys without a row are missing
     * @throws IOException if the server does not answer after all attempts
     */
    Map<MatchKey, Collection<RowData>> rows(Collection<RowData> keys)
            throws IOException, InterruptedException {
        Map<MatchKey, Collection<RowData>> found = new HashMap<>();
        Set<String> asked = new HashSet<>();
        List<String> texts = new ArrayList<>();
        int length = 0;
        for (RowData key : keys) {
            for (String text : texts(key)) {
                if (!asked.add(text)) {
                    continue; // keys that differ only in what is no key of the dictionary
                }
                if (length + text.length() > MOST_TEXT && !texts.isEmpty()) {
                    ask(texts, found);
                    texts.clear();
                    length = 0;
                }
                texts.add(text);
                length += text.length() + 2;
            }
        }
        if (!texts.isEmpty()) {
            ask(texts, found);
        }
        return found;
    }

    private List<String> texts(RowData key) {
        try {
            return literals.of(key);
        } catch (BadValueException e) {
            return List.of(); // the column holds no such value
        }
    }

    private void ask(List<String> keys, Map<MatchKey, Collection<RowData>> found)
            throws IOException, InterruptedException {
        String sql = query.of(keys);
        try {
            for (RowData row :
                    Retry.call(
                            Attempts.backoff(request.scan().retry()),
                            new Attempts<>(request.config().maxRetries(), () -> attempt(sql)),
                            (attempts, wait, failure) ->
                                    LOG.info(
                                            "Looking up rows of {} again",
                                            request.scan().name(),
                                            failure))) {
                Optional<MatchKey> key = answers.of(row);
                key.ifPresent(k -> found.computeIfAbsent(k, none -> new ArrayList<>()).add(row));
            }
        } catch (ClickHouseException e) {
            throw failure(e.getMessage(), e);
        } catch (BadValueException e) {
            throw failure(e.getMessage(), e);
        }
    }

    private IOException failure(String why, Exception cause) {
        return new IOException(
                "Cannot look up rows of " + request.scan().name() + ". " + why, cause);
    }

    private List<RowData> attempt(String sql) throws ClickHouseException {
        if (settings == null) {
            settings = ScanSettings.of(client, request.scan());
        }
        List<RowData> rows = new ArrayList<>();
        try (BlockReader response = BlockReader.open(client, sql, columns, settings, buffer)) {
            for (Optional<List<RowData>> block = response.next();
                    block.isPresent();
                    block = response.next()) {
                for (RowData row : block.get()) {
                    rows.add(request.kept() ? copier.copy(row) : row);
                }
            }
        } catch (ClickHouseException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("The end of a response cannot be closed", e);
        }
        return rows;
    }

    /** Ends the query in flight. */
    @Override
    public void close() {
        client.close();
    }
}
