// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.rejection.RefusedBlock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Reads a block's bytes back from spool or state when the server refuses it. */
final class RefusedBlockReader {

    private RefusedBlockReader() {}

    static RefusedBlock read(BlockMetadata block, Payload withBoundaries)
            throws ClickHouseException {
        byte[] all = bytes(withBoundaries);
        int frames = all.length - block.payload().boundaries();
        return new RefusedBlock(
                block.target().table(),
                block.target().statement(),
                block.id().toString(),
                block.origin().sealedAt(),
                Math.toIntExact(block.payload().rows()),
                new RefusedBlock.BlockBytes(
                        block.payload().kind(),
                        Arrays.copyOf(all, frames),
                        Arrays.copyOfRange(all, frames, all.length)));
    }

    private static byte[] bytes(Payload payload) throws ClickHouseException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(payload.length()));
        try {
            payload.writeTo(out);
        } catch (IOException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE, FailureKind.RETRY, e.getMessage(), e);
        }
        return out.toByteArray();
    }
}
