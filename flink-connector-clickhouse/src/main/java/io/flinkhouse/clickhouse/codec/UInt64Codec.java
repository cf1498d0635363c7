// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.math.BigInteger;

/**
 * Encodes and decodes {@code UInt64}: eight bytes, unsigned; {@code DECIMAL(20, 0)} holds all of
 * it.
 */
final class UInt64Codec implements Codec {

    private static final BigInteger MAX =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    private static final String HOLDS = "0 to " + MAX;

    private final FlinkIntegers form;

    UInt64Codec(FlinkIntegers form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        if (form.isSmall()) {
            out.int64(form.read(cell, 0, Long.MAX_VALUE, HOLDS));
        } else {
            out.int64(form.readBig(cell, BigInteger.ZERO, MAX).longValue());
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int64(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        long[] values = new long[rows];
        in.int64s(values);
        return isSigned(values) ? form.vector(values) : new ObjectVector(big(values));
    }

    /** Returns whether no value needs the highest bit. */
    private static boolean isSigned(long[] values) {
        long bits = 0;
        for (long value : values) {
            bits |= value;
        }
        return bits >= 0;
    }

    private Object[] big(long[] values) {
        Object[] boxed = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = form.box(BigInteger.valueOf(values[i]).and(MAX));
        }
        return boxed;
    }

    @Override
    public int minBytes() {
        return Long.BYTES;
    }
}
