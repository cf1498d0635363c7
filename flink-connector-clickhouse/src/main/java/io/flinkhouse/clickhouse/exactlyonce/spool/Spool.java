// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Stores sealed blocks as files on Flink's file systems, from sealing to commit.
 *
 * <p>{@code <root>/<sinkUid>/<block id>.block}: the magic number, the block's description (so that
 * a file explains itself to the spool tool), then the payload. Stateless; safe for many threads.
 */
@Internal
public final class Spool {

    static final String SUFFIX = ".block";

    private static final int MAGIC_V1 = 0x46484231; // "FHB1"
    private static final int MAGIC_V2 = 0x46484232; // "FHB2"
    private static final int MAGIC = 0x46484233; // "FHB3"

    /** Below half of the smallest region of G1, which treats larger arrays as humongous. */
    private static final int CHUNK = 256 << 10;

    private final String root;

    /** Creates the spool without access to {@code root}, which may not exist yet. */
    public Spool(String root) {
        this.root = root;
    }

    Path directory(String sinkUid) {
        return new Path(root, sinkUid);
    }

    /** Checks that a file can be written, read back and removed; the exception names the path. */
    public void probe(String sinkUid) throws IOException {
        Path file =
                new Path(directory(sinkUid), "probe-" + BlockId.next(System.currentTimeMillis()));
        try {
            FileSystem files = file.getFileSystem();
            try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
                out.write(MAGIC);
            }
            if (files.getFileStatus(file).getLen() != 1) {
                throw new IOException("a file of one byte was written, another size is found");
            }
            files.delete(file, false);
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

    /** Writes the block and its payload; the file is complete when this returns. */
    public Spooled write(BlockMetadata block, Payload payload) throws IOException {
        Path file = new Path(directory(block.origin().sinkUid()), block.id() + SUFFIX);
        FileSystem files = file.getFileSystem();
        long offset;
        try (FSDataOutputStream stream = files.create(file, FileSystem.WriteMode.NO_OVERWRITE);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream))) {
            out.writeInt(MAGIC);
            CommittableSerializer.writeBlock(block, out);
            offset = out.size();
            payload.writeTo(out);
        }
        return new Spooled(file.toString(), offset);
    }

    /**
     * The payload, held in memory and verified, ready to be sent any number of times.
     *
     * @throws FileNotFoundException if the file is gone
     * @throws IOException if it cannot be read or is not what was written
     */
    public Payload read(Committable committable) throws IOException {
        if (committable.location() instanceof Inline inline) {
            return verified(committable.block(), List.of(inline.bytes()));
        }
        Spooled spooled = (Spooled) committable.location();
        Path file = new Path(spooled.path());
        long length = committable.block().content().length();
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            in.seek(spooled.offset());
            return verified(committable.block(), chunks(in, length));
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot read "
                            + committable.block()
                            + " from '"
                            + file
                            + "': "
                            + e.getMessage(),
                    e);
        }
    }

    private static List<byte[]> chunks(InputStream in, long length) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        for (long rest = length; rest > 0; rest -= CHUNK) {
            int size = (int) Math.min(rest, CHUNK);
            byte[] chunk = new byte[size];
            int read = in.readNBytes(chunk, 0, size);
            if (read < size) {
                throw new IOException(
                        "it ends "
                                + (rest - read)
                                + " bytes before the "
                                + length
                                + " of its payload");
            }
            chunks.add(chunk);
        }
        return chunks;
    }

    private static Payload verified(BlockMetadata block, List<byte[]> chunks) throws IOException {
        Payload payload = new MemoryPayload(block.content().length(), chunks);
        int found = checksum(payload);
        if (found != block.content().checksum()) {
            throw new IOException(
                    "the checksum of "
                            + block
                            + " is "
                            + Integer.toHexString(found)
                            + ", sealed was "
                            + Integer.toHexString(block.content().checksum())
                            + ": the bytes have changed since");
        }
        return payload;
    }

    /** CRC-32C of all that the payload writes. */
    public static int checksum(Payload payload) throws IOException {
        CRC32C crc = new CRC32C();
        payload.writeTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        return (int) crc.getValue();
    }

    /** Removes the file of a block that is committed; nothing to do for an inline one. */
    public void discard(Committable committable) throws IOException {
        if (committable.location() instanceof Spooled spooled) {
            Path file = new Path(spooled.path());
            file.getFileSystem().delete(file, false);
        }
    }

    /**
     * The sealed blocks below this root, or below one sink's directory of it, as they describe
     * themselves.
     */
    public List<Committable> list() throws IOException {
        List<Committable> found = new ArrayList<>();
        for (FileStatus directory : entries(new Path(root))) {
            for (FileStatus file :
                    directory.isDir() ? entries(directory.getPath()) : List.of(directory)) {
                if (file.getPath().getName().endsWith(SUFFIX)) {
                    found.add(describe(file.getPath()));
                }
            }
        }
        return found;
    }

    private static Committable describe(Path file) throws IOException {
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            DataInputViewStreamWrapper data = new DataInputViewStreamWrapper(in);
            BlockMetadata block =
                    switch (data.readInt()) {
                        case MAGIC_V1 -> CommittableSerializer.readBlockV1(data);
                        case MAGIC_V2 -> CommittableSerializer.readBlockV2(data);
                        case MAGIC -> CommittableSerializer.readBlock(data);
                        default -> throw new IOException("'" + file + "' is not a sealed block");
                    };
            return new Committable(block, new Spooled(file.toString(), in.getPos()));
        }
    }

    /**
     * Removes old files of one sink: sealed blocks of failed checkpoints, and ledgers past the
     * retention.
     *
     * @param before milliseconds since 1970; younger files stay
     * @return how many files were removed
     */
    int sweep(String sinkUid, long before) throws IOException {
        int removed = 0;
        Path directory = directory(sinkUid);
        for (Path place : List.of(directory, Ledger.below(directory))) {
            for (FileStatus file : entries(place)) {
                if (!file.isDir() && file.getModificationTime() < before) {
                    file.getPath().getFileSystem().delete(file.getPath(), false);
                    removed++;
                }
            }
        }
        return removed;
    }

    static List<FileStatus> entries(Path directory) throws IOException {
        try {
            FileStatus[] entries = directory.getFileSystem().listStatus(directory);
            return entries == null ? List.of() : List.of(entries);
        } catch (FileNotFoundException e) {
            return List.of(); // nothing was ever written there
        }
    }

    private record MemoryPayload(long length, List<byte[]> chunks) implements Payload {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            for (byte[] chunk : chunks) {
                out.write(chunk);
            }
        }
    }
}
