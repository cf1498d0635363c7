// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * Encodes and decodes {@code UUID}: its upper eight bytes, then its lower ones, each half
 * little-endian.
 */
final class UuidCodec implements ObjectCodec {

    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int TEXT_LENGTH = 36;
    private static final int BYTES = 16;

    private final FlinkText form;

    UuidCodec(FlinkText form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        byte[] bytes = form.array();
        int at = form.offset();
        if (form.length() != (form.isBinary() ? BYTES : TEXT_LENGTH)) {
            throw new UnfitValueException(form.length() + " bytes");
        }
        if (form.isBinary()) {
            out.int64((long) INT64.get(bytes, at));
            out.int64((long) INT64.get(bytes, at + Long.BYTES));
            return;
        }
        dash(bytes, at + 8);
        dash(bytes, at + 13);
        dash(bytes, at + 18);
        dash(bytes, at + 23);
        out.int64(
                digits(bytes, at, 8) << 32
                        | digits(bytes, at + 9, 4) << 16
                        | digits(bytes, at + 14, 4));
        out.int64(digits(bytes, at + 19, 4) << 48 | digits(bytes, at + 24, 12));
    }

    private static void dash(byte[] bytes, int at) {
        if (bytes[at] != '-') {
            throw malformed();
        }
    }

    private static long digits(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                throw malformed();
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static UnfitValueException malformed() {
        return new UnfitValueException("a text that is no UUID");
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.zeros(BYTES);
    }

    @Override
    public void release() {
        form.release();
    }

    @Override
    public Object decode(ByteReader in) {
        long high = in.int64();
        long low = in.int64();
        return form.isBinary()
                ? ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array()
                : form.box(new UUID(high, low).toString());
    }

    @Override
    public int minBytes() {
        return BYTES;
    }
}
