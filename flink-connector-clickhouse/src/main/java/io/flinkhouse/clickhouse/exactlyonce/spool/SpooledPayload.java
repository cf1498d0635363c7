// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.IOUtils;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * The bytes of a block in its spool file, which are read while they are written: memory holds one
 * piece of them. The end of what is sent is written only if the checksum of all is right, so a
 * request of known length with damaged bytes is never complete.
 */
final class SpooledPayload implements Payload {

    private static final int PIECE = 64 << 10;

    private final BlockMetadata block;
    private final Path file;
    private final long offset;

    /** For the first write; null afterwards. */
    private InputStream opened;

    private SpooledPayload(BlockMetadata block, Path file, long offset) {
        this.block = block;
        this.file = file;
        this.offset = offset;
    }

    /**
     * Opens the file and reads its first piece, before a request begins.
     *
     * @throws FileNotFoundException if the file is gone
     * @throws IOException if it cannot be read
     */
    static SpooledPayload open(BlockMetadata block, Path file, long offset) throws IOException {
        SpooledPayload payload = new SpooledPayload(block, file, offset);
        try {
            payload.opened = payload.begin();
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw payload.unreadable(e.getMessage(), e);
        }
        return payload;
    }

    private InputStream begin() throws IOException {
        FSDataInputStream in = file.getFileSystem().open(file);
        try {
            in.seek(offset);
            InputStream buffered = new BufferedInputStream(in, PIECE);
            buffered.mark(1);
            buffered.read();
            buffered.reset();
            return buffered;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public long length() {
        return block.payload().length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] piece = new byte[PIECE];
        ByteArrayOutputStream end = new ByteArrayOutputStream(PIECE);
        try (InputStream in = source()) {
            for (long left = length(); left > 0; ) {
                int count = (int) Math.min(left, piece.length);
                fill(piece, count, in, left);
                checksum.update(piece, 0, count);
                left -= count;
                (left > block.payload().boundaries() ? out : end).write(piece, 0, count);
            }
        }
        Spool.requireSealed(block, (int) checksum.getValue());
        end.writeTo(out);
    }

    private InputStream source() throws IOException {
        InputStream in = opened;
        opened = null;
        try {
            return in == null ? begin() : in;
        } catch (IOException e) {
            throw unreadable(e.getMessage(), e);
        }
    }

    private void fill(byte[] piece, int count, InputStream in, long left)
            throws ClickHouseException {
        int read;
        try {
            read = in.readNBytes(piece, 0, count);
        } catch (IOException e) {
            throw unreadable(e.getMessage(), e);
        }
        if (read < count) {
            throw unreadable(
                    "it ends "
                            + (left - read)
                            + " bytes before the "
                            + length()
                            + " of its payload",
                    null);
        }
    }

    private ClickHouseException unreadable(String why, IOException cause) {
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.RETRY,
                "Cannot read " + block + " from '" + file + "': " + why,
                cause);
    }

    /** Closes the file if nothing was written. */
    @Override
    public void release() {
        IOUtils.closeQuietly(opened);
        opened = null;
    }
}
