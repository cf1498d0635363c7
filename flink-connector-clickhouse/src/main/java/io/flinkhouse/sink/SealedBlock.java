// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.Payload;
import io.flinkhouse.codec.EncodedBlock;
import io.flinkhouse.sink.salvage.Part;
import io.flinkhouse.sink.salvage.RefusedBlock;
import io.flinkhouse.sql.TablePath;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * A block that never changes again, and the token that makes the server recognise it.
 *
 * @param before statements to run first, in this order
 * @param token 128 random bits, bound to these bytes for ever
 */
record SealedBlock(List<String> before, String token, EncodedBlock block) implements Payload {

    private static final int TOKEN_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static SealedBlock of(List<String> before, EncodedBlock block) {
        byte[] bits = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bits);
        return new SealedBlock(before, HexFormat.of().formatHex(bits), block);
    }

    int rows() {
        return block.rows();
    }

    Part part() {
        return block.boundaries().length > 0 ? Part.MESSAGE : Part.ROW;
    }

    /** This block as one that the server did not take. */
    RefusedBlock refused(TablePath table, String statement) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream((int) length());
        try {
            writeTo(frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory to memory
        }
        return new RefusedBlock(
                table,
                statement,
                token,
                System.currentTimeMillis(),
                rows(),
                new RefusedBlock.Stored(frames.toByteArray(), block.boundaries()));
    }

    @Override
    public long length() {
        return block.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        block.writeTo(out);
    }

    @Override
    public void release() {
        block.release();
    }
}
