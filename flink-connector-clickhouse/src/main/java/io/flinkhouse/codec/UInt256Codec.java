// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import java.math.BigInteger;

/** {@code UInt256}: 32 bytes, unsigned. */
final class UInt256Codec implements Codec {

    private static final int WORDS = 4;
    private static final BigInteger MIN = BigInteger.ZERO;
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    private final IntegerForm form;

    UInt256Codec(IntegerForm form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        WideInteger.write(form.readBig(cell, MIN, MAX), WORDS, out);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        WideInteger.write(0, WORDS, out);
    }

    @Override
    public Object decode(ByteReader in) {
        return form.box(WideInteger.readUnsigned(in, WORDS));
    }

    @Override
    public int minBytes() {
        return WORDS * Long.BYTES;
    }
}
