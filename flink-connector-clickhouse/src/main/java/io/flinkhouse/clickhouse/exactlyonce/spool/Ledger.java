// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records the ids of committed blocks beside the spool, so that a block restored from a savepoint
 * is recognised at any age without a query.
 *
 * <p>{@code <root>/<sinkUid>/committed/<first id>-<last id>-<unique>}: 16 bytes per id. To add ids,
 * the committer writes a longer file under a new, unique name and then removes the old file, so a
 * recorded id is never lost. Each file is written by one committer; others only read it.
 */
@Internal
public final class Ledger {

    private static final int IDS_PER_FILE = 1024;
    private static final Pattern NAME =
            Pattern.compile("([0-9A-Z]{26})-([0-9A-Z]{26})-[0-9A-Za-z]+");

    private final Spool spool;
    private final Map<Path, Page> pages = new HashMap<>();

    public Ledger(Spool spool) {
        this.spool = spool;
    }

    static Path below(Path sinkDirectory) {
        return new Path(sinkDirectory, "committed");
    }

    /** Records that the blocks are in the table; the record is durable when the method returns. */
    public void record(Collection<Committable> committed) throws IOException {
        Map<Path, List<BlockId>> byPlace = new HashMap<>();
        for (Committable committable : committed) {
            byPlace.computeIfAbsent(placeOf(committable), place -> new ArrayList<>())
                    .add(committable.id());
        }
        for (Map.Entry<Path, List<BlockId>> entry : byPlace.entrySet()) {
            pages.computeIfAbsent(entry.getKey(), Page::new).add(entry.getValue());
        }
    }

    /** The current file of one directory. */
    private static final class Page {
        private final Path place;
        private final SortedSet<BlockId> ids = new TreeSet<>();
        private Path file;

        Page(Path place) {
            this.place = place;
        }

        void add(Collection<BlockId> more) throws IOException {
            if (ids.size() + more.size() > IDS_PER_FILE) {
                ids.clear();
                file = null;
            }
            ids.addAll(more);
            BlockId unique = BlockId.next(System.currentTimeMillis());
            Path next = new Path(place, ids.first() + "-" + ids.last() + "-" + unique);
            FileSystem files = next.getFileSystem();
            try (FSDataOutputStream stream = files.create(next, FileSystem.WriteMode.NO_OVERWRITE);
                    DataOutputStream out = new DataOutputStream(stream)) {
                for (BlockId id : ids) {
                    out.writeLong(id.high());
                    out.writeLong(id.low());
                }
            }
            if (file != null) {
                files.delete(file, false);
            }
            file = next;
        }
    }

    /** Returns those of the given blocks that are recorded. */
    public Set<BlockId> committed(Collection<Committable> asked) throws IOException {
        Set<Path> places = new HashSet<>();
        SortedSet<BlockId> wanted = new TreeSet<>();
        for (Committable committable : asked) {
            places.add(placeOf(committable));
            wanted.add(committable.id());
        }
        Set<BlockId> found = new HashSet<>();
        for (Path place : places) {
            found.addAll(new Search(place, wanted).run());
        }
        found.retainAll(wanted);
        return found;
    }

    private Path placeOf(Committable committable) {
        return committable.location() instanceof Spooled spooled
                ? below(new Path(spooled.path()).getParent())
                : below(spool.directory(committable.block().origin().sinkUid()));
    }

    /** Looks for ids in the files of one directory. */
    private static final class Search {

        private final Path place;
        private final SortedSet<BlockId> wanted;
        private final Set<BlockId> found = new HashSet<>();
        private final Set<Path> notOpened = new HashSet<>();

        Search(Path place, SortedSet<BlockId> wanted) {
            this.place = place;
            this.wanted = wanted;
        }

        /**
         * Lists the files until two listings agree, because a listing during a replacement may
         * contain neither the old nor the new file.
         */
        Set<BlockId> run() throws IOException {
            Map<Path, Long> read = readNew(Map.of());
            Map<Path, Long> before;
            do {
                before = read;
                read = readNew(before);
            } while (!read.equals(before));
            return found;
        }

        /**
         * Reads the new files, and returns all files with their lengths.
         *
         * @param before the files of the previous listing
         */
        private Map<Path, Long> readNew(Map<Path, Long> before) throws IOException {
            Map<Path, Long> read = new HashMap<>();
            for (FileStatus file : Spool.entries(place)) {
                if (!mayHold(file, wanted)) {
                    continue;
                }
                Long length = file.getLen();
                try {
                    if (!length.equals(before.get(file.getPath()))) {
                        found.addAll(Ledger.read(file));
                    }
                    read.put(file.getPath(), length);
                } catch (FileNotFoundException e) {
                    // The file was replaced after the listing; the next listing will not contain
                    // it.
                    if (!notOpened.add(file.getPath())) {
                        throw unreadable(file, e);
                    }
                }
            }
            return read;
        }

        private static IOException unreadable(FileStatus file, IOException cause) {
            return new IOException(
                    "Cannot open '"
                            + file.getPath()
                            + "', which says what blocks are committed: "
                            + cause.getMessage()
                            + ". Let all TaskManagers read what is below"
                            + " 'sink.exactly-once.spool-path'.",
                    cause);
        }
    }

    private static boolean mayHold(FileStatus file, SortedSet<BlockId> wanted) {
        Matcher ledger = NAME.matcher(file.getPath().getName());
        if (file.isDir() || !ledger.matches()) {
            return false;
        }
        SortedSet<BlockId> from = wanted.tailSet(BlockId.parse(ledger.group(1)));
        return !from.isEmpty() && from.first().compareTo(BlockId.parse(ledger.group(2))) <= 0;
    }

    private static List<BlockId> read(FileStatus file) throws IOException {
        List<BlockId> ids = new ArrayList<>();
        try (FSDataInputStream stream = file.getPath().getFileSystem().open(file.getPath());
                DataInputStream in = new DataInputStream(new BufferedInputStream(stream))) {
            // The file of a killed writer may be truncated; its complete ids are valid.
            for (long rest = file.getLen() / (2 * Long.BYTES); rest > 0; rest--) {
                ids.add(new BlockId(in.readLong(), in.readLong()));
            }
        }
        return ids;
    }
}
