// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.core.fs.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The page that a committer fills in one ledger, and those after it.
 *
 * <p>{@code <page>/<first id>-<last id>-<version>-<number of ids>}: each version holds all ids of
 * those before it, so one request records a commit. A full page is written once more beside its
 * directory, which is then removed as a whole, but not before the next page is full: whoever reads
 * meanwhile finds one or the other.
 */
final class LedgerPage {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPage.class);
    private static final Pattern NAME = Pattern.compile(BlockId.PATTERN);
    private static final int IDS = 1024;
    private static final int VERSIONS = 128;

    private final Path ledger;
    private final SortedSet<BlockId> ids = new TreeSet<>();
    private BlockId name = newName();
    private int version;
    private Path replaced;

    LedgerPage(Path ledger) {
        this.ledger = ledger;
    }

    static boolean isPage(Path directory) {
        return NAME.matcher(directory.getName()).matches();
    }

    private static BlockId newName() {
        return BlockId.next(System.currentTimeMillis());
    }

    /** Records the ids; they are durable when this returns. */
    void add(Collection<BlockId> more) throws IOException {
        if (version > 0 && (ids.size() + more.size() > IDS || version >= VERSIONS)) {
            finish();
        }
        ids.addAll(more);
        version++;
        write(name + "/" + LedgerFile.versionName(ids, version));
    }

    private void write(String file) throws IOException {
        LedgerFile.write(ledger.getParent(), ledger.getName() + "/" + file, ids);
    }

    private void finish() throws IOException {
        Path done = null;
        if (version > 1) { // a single version is final where it is
            write(LedgerFile.finalName(ids, newName()));
            done = new Path(ledger, name.toString());
        }
        Path due = replaced;
        replaced = done;
        ids.clear();
        version = 0;
        name = newName();
        remove(due);
    }

    private static void remove(Path directory) {
        try {
            if (directory != null) {
                directory.getFileSystem().delete(directory, true);
            }
        } catch (IOException e) {
            LOG.info("'{}' could not be removed; it will be once it is old", directory, e);
        }
    }

    /** Leaves one file of the page. */
    void close() {
        try {
            finish();
        } catch (IOException e) {
            LOG.info("The versions of a page of '{}' stay until they are old", ledger, e);
        }
        remove(replaced);
        replaced = null;
    }
}
