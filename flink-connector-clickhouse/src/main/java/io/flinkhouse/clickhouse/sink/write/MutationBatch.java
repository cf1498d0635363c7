// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.changelog.KeyedStatement;
import io.flinkhouse.clickhouse.changelog.KeyedStatements;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects changes of a table whose deletes or updates are DELETE and UPDATE statements by key, and
 * sends first the deletes, then the updates, then the inserted rows. A change that would overtake
 * an earlier change of its key first flushes the batch.
 */
@Internal
public final class MutationBatch implements Batch {

    /** The maximum keys of one statement, which stays below the limits of the server's parser. */
    private static final int MOST_KEYS = 10_000;

    /** The bytes of a kept text beside its characters. */
    private static final int TEXT_BYTES = 100;

    /** Sends the open block and waits until its insert may start. */
    public interface Cut {
        void run() throws IOException, InterruptedException;
    }

    private final InsertBatch rows;
    private final KeyedStatements statements;
    private final Cut cut;
    private final Set<String> deleted = new LinkedHashSet<>();
    private final Map<String, List<String>> updated = new LinkedHashMap<>();
    private final Set<String> added = new HashSet<>();
    private long held;

    public MutationBatch(InsertBatch rows, KeyedStatements statements, Cut cut) {
        this.rows = rows;
        this.statements = statements;
        this.cut = cut;
    }

    @Override
    public void append(RowData row) {
        String key = statements.key(row);
        rows.append(row);
        keep(added, key);
    }

    @Override
    public void appendKey(RowData row) {
        String key = statements.key(row);
        rows.appendKey(row);
        keep(added, key);
    }

    @Override
    public void delete(RowData row) throws IOException, InterruptedException {
        String key = statements.key(row);
        if (added.contains(key) || updated.containsKey(key)) {
            cut.run();
        }
        keep(deleted, key);
    }

    @Override
    public void update(RowData row) throws IOException, InterruptedException {
        String key = statements.key(row);
        if (added.contains(key)) {
            cut.run();
        }
        List<String> values = statements.values(row);
        List<String> before = updated.put(key, values);
        held += bytes(key, values) - (before == null ? 0 : bytes(key, before));
    }

    private void keep(Set<String> keys, String key) {
        if (keys.add(key)) {
            held += key.length() + TEXT_BYTES;
        }
    }

    private long bytes(String key, List<String> values) {
        return statements.length(key, values) + (1L + values.size()) * TEXT_BYTES;
    }

    @Override
    public void drop() {
        rows.drop();
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty() && deleted.isEmpty() && updated.isEmpty();
    }

    @Override
    public boolean isFull() {
        return rows.isFullWith(held) || deleted.size() >= MOST_KEYS || updated.size() >= MOST_KEYS;
    }

    @Override
    public SealedBatch seal() {
        List<KeyedStatement> before = new ArrayList<>();
        if (!deleted.isEmpty()) {
            before.add(statements.delete(deleted));
        }
        if (!updated.isEmpty()) {
            before.add(statements.update(updated));
        }
        deleted.clear();
        updated.clear();
        added.clear();
        held = 0;
        return SealedBatch.of(before, rows.sealRows());
    }
}
