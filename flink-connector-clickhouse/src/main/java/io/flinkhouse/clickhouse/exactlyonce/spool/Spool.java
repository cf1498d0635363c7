// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Stores sealed blocks as files on Flink's file systems, from sealing to commit.
 *
 * <p>{@code <root>/<sink uid>/<attempt>/<block id>-<unique>.block}: the magic number, the block's
 * description (so that a file explains itself to the spool tool), then the payload. Earlier
 * versions of the connector wrote {@code <root>/<sink uid>/<block id>.block}. Safe for many
 * threads.
 */
@Internal
public final class Spool {

    private static final int MAGIC_V1 = 0x46484231; // "FHB1"
    private static final int MAGIC_V2 = 0x46484232; // "FHB2"
    private static final int MAGIC = 0x46484233; // "FHB3"
    private static final long MAX_UNIQUE = 1L << 40;

    /** Levels of directories below the root that have blocks. */
    private static final int LEVELS = 3;

    private final String root;

    /** Creates the spool without accessing {@code root}, which may not exist yet. */
    public Spool(String root) {
        this.root = root;
    }

    /** Names a directory for the files of a new writer attempt; creates nothing. */
    Path attempt(String sinkUid, Duration retention) {
        return AttemptDirectory.next(new Path(root, sinkUid), retention);
    }

    /** Returns the root; that of a whole bucket needs its slash. */
    Path root() {
        Path path = new Path(root);
        return path.getPath().isEmpty() ? new Path(root + "/") : path;
    }

    /** Returns the directory with the ledger that has the block once it is committed. */
    Path ledgerOf(Committable committable) throws IOException {
        return Ledger.below(
                committable.location() instanceof Spooled spooled
                        ? SpoolPaths.file(committable, spooled).getParent()
                        : SpoolPaths.attempt(committable.block(), root));
    }

    /** Checks that a file can be written, read back and removed; the exception names the path. */
    void probe(Path attempt) throws IOException {
        String name = SpoolPaths.probeName(BlockId.next(System.currentTimeMillis()));
        try {
            try (FSDataOutputStream out = SpoolFiles.create(attempt, name)) {
                out.write(MAGIC);
            }
            Path file = new Path(attempt, name);
            if (file.getFileSystem().getFileStatus(file).getLen() != 1) {
                throw new IOException("a file of one byte was written, another size is found");
            }
            SpoolFiles.delete(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "Cannot use '"
                            + root
                            + "' to keep sealed blocks ("
                            + e.getMessage()
                            + "). Set"
                            + " 'sink.exactly-once.spool-path' to a directory that every TaskManager can"
                            + " write, such as one beside the checkpoints.",
                    e);
        }
    }

    /**
     * Writes the block and its payload to a file with a new name, which is complete when this
     * returns. A failed write leaves no file that another could meet.
     */
    public Spooled write(BlockMetadata block, Payload payload) throws IOException {
        Path attempt = SpoolPaths.attempt(block, root);
        String unique = Long.toString(ThreadLocalRandom.current().nextLong(MAX_UNIQUE), 36);
        String name = SpoolPaths.fileName(block.id(), unique);
        Path file = new Path(attempt, name);
        long offset;
        try (FSDataOutputStream stream = SpoolFiles.create(attempt, name);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream))) {
            out.writeInt(MAGIC);
            CommittableSerializer.writeBlock(block, out);
            offset = out.size();
            payload.writeTo(out);
        } catch (IOException e) {
            removeTorn(file, e);
            throw e;
        }
        return new Spooled(file.toString(), offset);
    }

    private static void removeTorn(Path file, IOException failure) {
        try {
            SpoolFiles.delete(file);
        } catch (IOException e) {
            failure.addSuppressed(e); // swept by age
        }
    }

    /**
     * Takes the payload from its writer, if that is in this JVM and still holds it, or opens its
     * file. It can be sent any number of times; {@link SpooledPayload} says when it is verified.
     *
     * @throws java.io.FileNotFoundException if the file is gone
     * @throws IOException if it cannot be read
     */
    public Payload read(Committable committable) throws IOException {
        if (committable.location() instanceof Inline inline) {
            byte[] bytes = inline.bytes();
            return verified(
                    committable.block(),
                    Payload.of(bytes.length, out -> out.write(bytes), () -> {}));
        }
        Spooled spooled = (Spooled) committable.location();
        Path file = SpoolPaths.file(committable, spooled);
        Optional<Payload> held = RecentPayloads.OF_JVM.take(committable.id());
        if (held.isPresent()) {
            return held.get();
        }
        return SpooledPayload.open(committable.block(), file, spooled.offset());
    }

    private static Payload verified(BlockMetadata block, Payload payload) throws IOException {
        requireSealed(block, checksum(payload));
        return payload;
    }

    static void requireSealed(BlockMetadata block, int checksum) throws ClickHouseException {
        int sealed = block.payload().checksum();
        if (checksum != sealed) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.RETRY,
                    "the checksum of "
                            + block
                            + " is "
                            + Integer.toHexString(checksum)
                            + ", sealed was "
                            + Integer.toHexString(sealed)
                            + ": the bytes have changed since. Start the job from another checkpoint"
                            + " if this happens again.");
        }
    }

    /** Returns the CRC-32C of the bytes of the payload. */
    public static int checksum(Payload payload) throws IOException {
        CRC32C crc = new CRC32C();
        payload.writeTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        return (int) crc.getValue();
    }

    /** Removes the file of a committed block; does nothing for an inline payload. */
    public void discard(Committable committable) throws IOException {
        if (committable.location() instanceof Spooled spooled) {
            SpoolFiles.delete(SpoolPaths.file(committable, spooled));
        }
    }

    /**
     * Lists the sealed blocks below this root, or below one sink's directory of it, as they
     * describe themselves. A file that is torn or damaged hides no other.
     */
    public SpoolListing list() throws IOException {
        List<Committable> blocks = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Deque<FileStatus> open = new ArrayDeque<>(SpoolFiles.entries(root()));
        int depth = root().depth() + LEVELS;
        while (!open.isEmpty()) {
            FileStatus entry = open.pop();
            Path path = entry.getPath();
            if (entry.isDir() && path.depth() < depth && !Ledger.isLedger(path)) {
                SpoolFiles.entries(path).forEach(open::push);
            } else if (!entry.isDir() && SpoolPaths.isBlock(path)) {
                try {
                    blocks.add(describe(entry));
                } catch (IOException e) {
                    unreadable.add("'" + path + "': " + e.getMessage());
                }
            }
        }
        return new SpoolListing(blocks, unreadable);
    }

    private static Committable describe(FileStatus entry) throws IOException {
        Path file = entry.getPath();
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            DataInputViewStreamWrapper data = new DataInputViewStreamWrapper(in);
            BlockMetadata block =
                    switch (data.readInt()) {
                        case MAGIC_V1 -> CommittableSerializer.readBlockV1(data);
                        case MAGIC_V2 -> CommittableSerializer.readBlockV2(data);
                        case MAGIC -> CommittableSerializer.readBlock(data);
                        default -> throw new IOException("not a sealed block");
                    };
            long missing = in.getPos() + block.payload().length() - entry.getLen();
            if (missing > 0) {
                throw new IOException("torn: " + missing + " bytes are missing at its end");
            }
            return new Committable(block, new Spooled(file.toString(), in.getPos()));
        } catch (EOFException e) {
            throw new IOException("torn: it ends in the description of its block", e);
        }
    }
}
