// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.math.BigInteger;

/**
 * Encodes and decodes {@code Int128}, {@code Int256}, {@code UInt128} and {@code UInt256}: 16 or 32
 * bytes, little-endian.
 */
final class WideIntegerCodec implements ObjectCodec {

    private interface Reading {
        BigInteger read(ByteReader in, int words);
    }

    private final int words;
    private final BigInteger min;
    private final BigInteger max;
    private final Reading reading;
    private final FlinkIntegers form;

    private WideIntegerCodec(
            int bits, BigInteger min, BigInteger max, Reading reading, FlinkIntegers form) {
        this.words = bits / Long.SIZE;
        this.min = min;
        this.max = max;
        this.reading = reading;
        this.form = form;
    }

    static WideIntegerCodec signed(int bits, FlinkIntegers form) {
        BigInteger max = largest(bits - 1);
        return new WideIntegerCodec(bits, max.not(), max, WideInteger::readSigned, form);
    }

    static WideIntegerCodec unsigned(int bits, FlinkIntegers form) {
        return new WideIntegerCodec(
                bits, BigInteger.ZERO, largest(bits), WideInteger::readUnsigned, form);
    }

    private static BigInteger largest(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        WideInteger.write(form.readBig(cell, min, max), words, out);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        WideInteger.write(0, words, out);
    }

    @Override
    public Object decode(ByteReader in) {
        return form.box(reading.read(in, words));
    }

    @Override
    public int minBytes() {
        return words * Long.BYTES;
    }
}
