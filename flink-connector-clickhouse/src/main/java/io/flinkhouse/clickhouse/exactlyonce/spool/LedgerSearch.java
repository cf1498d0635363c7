// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Looks for ids in one ledger, which other committers may be writing. What vanishes while it is
 * read was replaced, so the ledger is listed again; a bounded number of times.
 */
final class LedgerSearch {

    private static final int ROUNDS = 10;
    private static final long PAUSE_MILLIS = 20;

    private final Path ledger;
    private final SortedSet<BlockId> wanted;
    private final Set<BlockId> found = new HashSet<>();
    private final Set<Path> read = new HashSet<>();
    private final Set<Path> vanished = new HashSet<>();

    LedgerSearch(Path ledger, SortedSet<BlockId> wanted) {
        this.ledger = ledger;
        this.wanted = wanted;
    }

    /**
     * Returns those that are recorded.
     *
     * @throws IOException if a file of the ledger cannot be read, so that nobody can tell
     */
    Set<BlockId> run() throws IOException, InterruptedException {
        for (int round = 1; !readAll(); round++) {
            if (round == ROUNDS) {
                throw new IOException(
                        "'"
                                + ledger
                                + "', which says what blocks are committed, changed each of the "
                                + ROUNDS
                                + " times that it was read. Start the job again; see that no"
                                + " other program cleans the spool");
            }
            Thread.sleep(PAUSE_MILLIS * round);
        }
        found.retainAll(wanted);
        return found;
    }

    /** Reads what may hold a wanted id; returns whether all that was listed was there. */
    private boolean readAll() throws IOException {
        boolean complete = true;
        for (FileStatus entry : SpoolFiles.entries(ledger)) {
            if (found.containsAll(wanted)) {
                return true;
            }
            if (entry.isDir()) {
                complete &= !LedgerPage.isPage(entry.getPath()) || readPage(entry.getPath());
            } else {
                Optional<LedgerFile> file = LedgerFile.of(entry).filter(f -> f.mayHold(wanted));
                complete &= file.isEmpty() || read(file.get());
            }
        }
        return complete;
    }

    /** Reads the newest version, and as many before it as a killed writer left torn. */
    private boolean readPage(Path page) throws IOException {
        List<LedgerFile> versions =
                SpoolFiles.entries(page).stream()
                        .map(LedgerFile::of)
                        .flatMap(Optional::stream)
                        .sorted(Comparator.comparingInt(LedgerFile::version).reversed())
                        .toList();
        for (LedgerFile version : versions) {
            if (version.mayHold(wanted) && !read(version)) {
                return false;
            }
            if (!version.isTorn()) {
                return true;
            }
        }
        // Removed since it was listed, or there is nothing but a directory; then it stays so.
        return !versions.isEmpty() || !vanished.add(page);
    }

    private boolean read(LedgerFile file) throws IOException {
        Path path = file.status().getPath();
        try {
            if (!read.contains(path)) {
                found.addAll(file.read());
                read.add(path);
            }
            return true;
        } catch (FileNotFoundException e) {
            if (vanished.add(path)) {
                return false;
            }
            throw new IOException(
                    "Cannot open '"
                            + path
                            + "', which says what blocks are committed: "
                            + e.getMessage()
                            + ". Let all TaskManagers read what is below"
                            + " 'sink.exactly-once.spool-path'.",
                    e);
        }
    }
}
