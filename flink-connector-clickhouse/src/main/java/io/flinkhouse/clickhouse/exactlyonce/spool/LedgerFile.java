// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the ledger: 16 bytes an id, named {@code <first id>-<last id>-<unique>}, or {@code
 * <first id>-<last id>-<version>-<number of ids>} where later versions may follow.
 */
record LedgerFile(FileStatus status, BlockId first, BlockId last, int version, long bytes) {

    static final int ID_BYTES = 2 * Long.BYTES;

    private static final Pattern NAME =
            Pattern.compile(
                    "(ID)-(ID)-(?:[0-9A-Za-z]+|([0-9]{1,9})-([0-9]{1,9}))"
                            .replace("ID", BlockId.PATTERN));

    /** Returns nothing if the name is not one of a ledger. */
    static Optional<LedgerFile> of(FileStatus status) {
        Matcher name = NAME.matcher(status.getPath().getName());
        if (status.isDir() || !name.matches()) {
            return Optional.empty();
        }
        boolean versions = name.group(3) != null;
        return Optional.of(
                new LedgerFile(
                        status,
                        BlockId.parse(name.group(1)),
                        BlockId.parse(name.group(2)),
                        versions ? Integer.parseInt(name.group(3)) : 0,
                        versions ? Long.parseLong(name.group(4)) * ID_BYTES : status.getLen()));
    }

    static String finalName(SortedSet<BlockId> ids, BlockId unique) {
        return ids.first() + "-" + ids.last() + "-" + unique;
    }

    static String versionName(SortedSet<BlockId> ids, int version) {
        return ids.first() + "-" + ids.last() + "-" + version + "-" + ids.size();
    }

    static void write(Path attempt, String name, SortedSet<BlockId> ids) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ids.size() * ID_BYTES);
        DataOutputStream out = new DataOutputStream(bytes);
        for (BlockId id : ids) {
            out.writeLong(id.high());
            out.writeLong(id.low());
        }
        try (FSDataOutputStream file = SpoolFiles.create(attempt, name)) {
            file.write(bytes.toByteArray());
        }
    }

    boolean mayHold(SortedSet<BlockId> wanted) {
        SortedSet<BlockId> from = wanted.tailSet(first);
        return !from.isEmpty() && from.first().compareTo(last) <= 0;
    }

    /** Tells whether a killed writer left it shorter than it should be. */
    boolean isTorn() {
        return status.getLen() < bytes;
    }

    /** Reads the ids; of a torn file those that are whole, which are true. */
    List<BlockId> read() throws IOException {
        List<BlockId> ids = new ArrayList<>();
        Path path = status.getPath();
        try (FSDataInputStream stream = path.getFileSystem().open(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(stream))) {
            for (long rest = status.getLen() / ID_BYTES; rest > 0; rest--) {
                ids.add(new BlockId(in.readLong(), in.readLong()));
            }
        } catch (EOFException e) {
            return ids; // shorter than it was listed
        }
        return ids;
    }
}
