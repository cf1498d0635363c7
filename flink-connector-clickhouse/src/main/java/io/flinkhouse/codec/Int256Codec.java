// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import java.math.BigInteger;

/** {@code Int256}: 32 bytes, signed. */
final class Int256Codec implements Codec {

    private static final int WORDS = 4;
    private static final BigInteger MIN = BigInteger.ONE.shiftLeft(255).negate();
    private static final BigInteger MAX = MIN.not();

    private final IntegerForm form;

    Int256Codec(IntegerForm form) {
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
        return form.box(WideInteger.readSigned(in, WORDS));
    }

    @Override
    public int minBytes() {
        return WORDS * Long.BYTES;
    }
}
