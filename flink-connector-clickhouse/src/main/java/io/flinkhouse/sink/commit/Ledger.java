// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.sink.commit.Location.Spooled;

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

/**
 * The ids of committed blocks, beside the spool: how a block restored from a savepoint is known to
 * be in the table already, at any age, without asking the server.
 *
 * <p>{@code <root>/<sinkUid>/committed/<first id>-<last id>-<n>}: 16 bytes an id. The current file
 * is written again, longer, under a new name before its predecessor is removed, so an id that was
 * once recorded is never lost. Used by one committer at a time; others only read.
 */
final class Ledger {

    private static final int IDS_PER_FILE = 1024;

    private final Spool spool;
    private final Map<Path, Page> pages = new HashMap<>();

    Ledger(Spool spool) {
        this.spool = spool;
    }

    static Path below(Path sinkDirectory) {
        return new Path(sinkDirectory, "committed");
    }

    /** Remembers that these blocks are in the table; durable when this returns. */
    void record(Collection<Committable> committed) throws IOException {
        Map<Path, List<BlockId>> byPlace = new HashMap<>();
        for (Committable committable : committed) {
            byPlace.computeIfAbsent(placeOf(committable), place -> new ArrayList<>())
                    .add(committable.id());
        }
        for (Map.Entry<Path, List<BlockId>> entry : byPlace.entrySet()) {
            pages.computeIfAbsent(entry.getKey(), Page::new).add(entry.getValue());
        }
    }

    /** The file that is being filled in one place. */
    private static final class Page {
        private final Path place;
        private final SortedSet<BlockId> ids = new TreeSet<>();
        private Path file;
        private int version;

        Page(Path place) {
            this.place = place;
        }

        void add(Collection<BlockId> more) throws IOException {
            if (ids.size() + more.size() > IDS_PER_FILE) {
                ids.clear();
                file = null;
            }
            ids.addAll(more);
            Path next = new Path(place, ids.first() + "-" + ids.last() + "-" + version++);
            FileSystem files = next.getFileSystem();
            try (FSDataOutputStream stream = files.create(next, FileSystem.WriteMode.OVERWRITE);
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

    /** Those of the given blocks that some committer has recorded. */
    Set<BlockId> committed(Collection<Committable> asked) throws IOException {
        Set<Path> places = new HashSet<>();
        SortedSet<BlockId> wanted = new TreeSet<>();
        for (Committable committable : asked) {
            places.add(placeOf(committable));
            wanted.add(committable.id());
        }
        Set<BlockId> found = new HashSet<>();
        for (Path place : places) {
            found.addAll(readAll(place, wanted));
        }
        found.retainAll(wanted);
        return found;
    }

    private static Set<BlockId> readAll(Path place, SortedSet<BlockId> wanted) throws IOException {
        while (true) {
            try {
                Set<BlockId> found = new HashSet<>();
                for (FileStatus file : Spool.entries(place)) {
                    if (mayHold(file.getPath().getName(), wanted)) {
                        found.addAll(read(file));
                    }
                }
                return found;
            } catch (FileNotFoundException e) {
                continue; // another committer has replaced the file; its successor is there already
            }
        }
    }

    private Path placeOf(Committable committable) {
        return committable.location() instanceof Spooled spooled
                ? below(new Path(spooled.path()).getParent())
                : below(spool.directory(committable.block().origin().sinkUid()));
    }

    private static boolean mayHold(String name, SortedSet<BlockId> wanted) {
        String[] parts = name.split("-");
        if (parts.length != 3) {
            return false; // not a ledger
        }
        BlockId first = BlockId.parse(parts[0]);
        BlockId last = BlockId.parse(parts[1]);
        SortedSet<BlockId> from = wanted.tailSet(first);
        return !from.isEmpty() && from.first().compareTo(last) <= 0;
    }

    private static List<BlockId> read(FileStatus file) throws IOException {
        List<BlockId> ids = new ArrayList<>();
        try (FSDataInputStream stream = file.getPath().getFileSystem().open(file.getPath());
                DataInputStream in = new DataInputStream(new BufferedInputStream(stream))) {
            // A torn file of a killed writer ends in the middle; what is whole in it is true.
            for (long rest = file.getLen() / (2 * Long.BYTES); rest > 0; rest--) {
                ids.add(new BlockId(in.readLong(), in.readLong()));
            }
        }
        return ids;
    }
}
