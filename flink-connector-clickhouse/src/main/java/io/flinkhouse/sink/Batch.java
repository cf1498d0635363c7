// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.BlockEncoder;
import io.flinkhouse.config.BatchConfig;

import org.apache.flink.table.data.RowData;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The open block: takes rows until one of its limits is met. Not thread-safe. */
final class Batch {

    private static final int TOKEN_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final BlockEncoder encoder;
    private final BatchConfig limits;

    Batch(BlockEncoder encoder, BatchConfig limits) {
        this.encoder = encoder;
        this.limits = limits;
    }

    /**
     * @throws io.flinkhouse.codec.BadValueException if a column cannot hold a value; the batch is
     *     then as it was before
     */
    void append(RowData row) {
        encoder.append(row);
    }

    boolean isEmpty() {
        return encoder.rows() == 0;
    }

    boolean isFull() {
        return encoder.rows() >= limits.maxRows() || encoder.bytes() >= limits.maxBytes();
    }

    /** The rows so far as one immutable block; the batch is empty afterwards. */
    SealedBlock seal() {
        return new SealedBlock(token(), encoder.seal());
    }

    private String token() {
        byte[] bits = new byte[TOKEN_BYTES];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
