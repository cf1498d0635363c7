// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Records the ids of committed blocks beside the spool, so that a block restored from a savepoint
 * is recognised at any age without asking the server.
 *
 * <p>{@code <root>/<sink uid>/<attempt>/committed}, beside the blocks of the writer attempt that
 * sealed them; so the committer of a restored block reads what was recorded for one writer and not
 * for all. Each page there is written again, longer, under a new name; what it replaces is removed
 * later, many files at a time. No two files ever have the same name, so an id that was once
 * recorded is never lost. A block that is not found may be committed all the same: a process can
 * die between the two. Safe for several threads.
 */
@Internal
public final class Ledger implements AutoCloseable {

    private static final String DIRECTORY = "committed";

    private final Spool spool;
    private final Map<Path, LedgerPage> pages = new HashMap<>();

    public Ledger(Spool spool) {
        this.spool = spool;
    }

    static Path below(Path attempt) {
        return new Path(attempt, DIRECTORY);
    }

    static boolean isLedger(Path directory) {
        return directory.getName().equals(DIRECTORY);
    }

    /**
     * Records that these blocks are in the table; durable when this returns. May be called again
     * after a failure.
     */
    public synchronized void record(Collection<Committable> committed) throws IOException {
        Map<Path, List<BlockId>> byLedger = new HashMap<>();
        for (Committable committable : committed) {
            byLedger.computeIfAbsent(spool.ledgerOf(committable), ledger -> new ArrayList<>())
                    .add(committable.id());
        }
        for (Map.Entry<Path, List<BlockId>> entry : byLedger.entrySet()) {
            pages.computeIfAbsent(entry.getKey(), LedgerPage::new).add(entry.getValue());
        }
    }

    /** Returns the given blocks that a committer has recorded. */
    public Set<BlockId> committed(Collection<Committable> asked)
            throws IOException, InterruptedException {
        Map<Path, SortedSet<BlockId>> byLedger = new HashMap<>();
        for (Committable committable : asked) {
            byLedger.computeIfAbsent(spool.ledgerOf(committable), ledger -> new TreeSet<>())
                    .add(committable.id());
        }
        Set<BlockId> found = new HashSet<>();
        for (Map.Entry<Path, SortedSet<BlockId>> entry : byLedger.entrySet()) {
            found.addAll(new LedgerSearch(entry.getKey(), entry.getValue()).run());
        }
        return found;
    }

    /** Removes what the last pages replaced; it would be swept by age otherwise. */
    @Override
    public synchronized void close() {
        pages.values().forEach(LedgerPage::close);
        pages.clear();
    }
}
