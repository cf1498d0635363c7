// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** Reads splits one after the other; belongs to the fetching thread. */
final class TableSplitReader implements SplitReader<RowBlock, TableSplit> {

    private final ServerReads server;
    private final Queue<TableSplit> splits = new ArrayDeque<>();
    private SplitRows current;

    TableSplitReader(ServerReads server) {
        this.server = server;
    }

    @Override
    public RecordsWithSplitIds<RowBlock> fetch() throws IOException {
        try {
            return next();
        } catch (IOException e) {
            if (server.isClosed()) {
                return new FinishedSplit(Set.of()); // nobody waits for rows
            }
            throw e;
        }
    }

    private RecordsWithSplitIds<RowBlock> next() throws IOException {
        if (current == null) {
            TableSplit split = splits.poll();
            if (split == null) {
                return new FinishedSplit(Set.of());
            }
            current = new SplitRows(server, split);
        }
        Optional<RowBlock> block = current.next();
        if (block.isPresent()) {
            return block.get();
        }
        String finished = current.id();
        current = null;
        return new FinishedSplit(Set.of(finished));
    }

    @Override
    public void handleSplitsChanges(SplitsChange<TableSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("Splits are only added, not " + change);
        }
        splits.addAll(change.splits());
    }

    /** Leaves the splits alone: watermarks are aligned by source, since a reader has one query. */
    @Override
    public void pauseOrResumeSplits(
            Collection<TableSplit> toPause, Collection<TableSplit> toResume) {
        // see above
    }

    /** Leaves the fetch alone: further splits can wait for a block, and closing ends the wait. */
    @Override
    public void wakeUp() {
        // see above
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}
