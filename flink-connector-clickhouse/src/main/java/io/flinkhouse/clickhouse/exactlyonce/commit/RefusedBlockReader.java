// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.rejection.RefusedBlock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Reads a block's bytes back from spool or state when the server refuses it. */
final class StoredBlock {

    private StoredBlock() {}

    static RefusedBlock refused(BlockMetadata block, Payload stored) {
        byte[] all = bytes(stored);
        int frames = all.length - block.content().boundaries();
        return new RefusedBlock(
                block.target().table(),
                block.target().statement(),
                block.id().toString(),
                block.origin().sealedAt(),
                Math.toIntExact(block.content().rows()),
                new RefusedBlock.Stored(
                        block.content().kind(),
                        Arrays.copyOf(all, frames),
                        Arrays.copyOfRange(all, frames, all.length)));
    }

    private static byte[] bytes(Payload stored) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(stored.length()));
        try {
            stored.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory to memory
        }
        return out.toByteArray();
    }
}
