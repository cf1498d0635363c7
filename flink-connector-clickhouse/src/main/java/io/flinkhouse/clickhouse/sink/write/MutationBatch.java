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

    /** Sends the open block and waits until its insert may start. */
    public interface Cut {
        void run() throws IOException, InterruptedException;
    }

    private final InsertBatch rows;
    private final KeyedStatements statements;
    private final Cut cut;
    private final Set<List<String>> deleted = new LinkedHashSet<>();
    private final Map<List<String>, List<String>> updated = new LinkedHashMap<>();
    private final Set<List<String>> added = new HashSet<>();

    public MutationBatch(InsertBatch rows, KeyedStatements statements, Cut cut) {
        this.rows = rows;
        this.statements = statements;
        this.cut = cut;
    }

    @Override
    public void append(RowData row) {
        List<String> key = statements.key(row);
        rows.append(row);
        added.add(key);
    }

    @Override
    public void appendKey(RowData row) {
        List<String> key = statements.key(row);
        rows.appendKey(row);
        added.add(key);
    }

    @Override
    public void delete(RowData row) throws IOException, InterruptedException {
        List<String> key = statements.key(row);
        if (added.contains(key) || updated.containsKey(key)) {
            cut.run();
        }
        deleted.add(key);
    }

    @Override
    public void update(RowData row) throws IOException, InterruptedException {
        List<String> key = statements.key(row);
        if (added.contains(key)) {
            cut.run();
        }
        updated.put(key, statements.values(row));
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
        return rows.isFull() || deleted.size() >= MOST_KEYS || updated.size() >= MOST_KEYS;
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
        return SealedBatch.of(before, rows.sealRows());
    }
}
