// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.types.ClickHouseType;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Encodes and decodes {@code Decimal(P, S)}: the value times 10^S in 4, 8, 16 or 32 bytes, by
 * precision.
 */
final class DecimalCodec implements Codec {

    private static final int LONG_DIGITS = 18;

    private final FlinkDecimals form;
    private final ClickHouseType.Decimal type;
    private final int bytes;
    private final BigInteger limit;
    private final long smallLimit;
    private final long factor;

    DecimalCodec(ClickHouseType.Decimal type, FlinkDecimals form) {
        this.type = type;
        this.form = form;
        int precision = type.precision();
        this.bytes = precision <= 9 ? 4 : precision <= LONG_DIGITS ? 8 : precision <= 38 ? 16 : 32;
        this.limit = BigInteger.TEN.pow(precision);
        this.smallLimit = precision <= LONG_DIGITS ? Powers.of(precision) : Long.MAX_VALUE;
        int shift = type.scale() - form.scale();
        boolean direct = form.isSmall() && shift >= 0 && shift <= LONG_DIGITS;
        this.factor = direct ? Powers.of(shift) : 0;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        if (factor == 0) {
            encodeBig(form.read(cell), out);
            return;
        }
        long unscaled = form.unscaled(cell);
        long value = unscaled * factor;
        boolean overflow = Math.multiplyHigh(unscaled, factor) != value >> Long.SIZE - 1;
        if (overflow || value >= smallLimit || value <= -smallLimit) {
            encodeBig(form.read(cell), out);
        } else {
            write(value, out);
        }
    }

    private void encodeBig(BigDecimal value, ByteWriter out) {
        BigInteger unscaled = FlinkDecimals.rescale(value, type.scale()).unscaledValue();
        if (unscaled.abs().compareTo(limit) >= 0) {
            throw new UnfitValueException(
                    "a number with "
                            + (value.precision() - value.scale())
                            + " digits before the point, only "
                            + (type.precision() - type.scale()));
        }
        if (bytes <= Long.BYTES) {
            write(unscaled.longValue(), out);
        } else {
            WideInteger.write(unscaled, bytes / Long.BYTES, out);
        }
    }

    private void write(long value, ByteWriter out) {
        switch (bytes) {
            case Integer.BYTES -> out.int32((int) value);
            case Long.BYTES -> out.int64(value);
            default -> WideInteger.write(value, bytes / Long.BYTES, out);
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        write(0, out);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        if (bytes > Long.BYTES) {
            Object[] values = new Object[rows];
            for (int i = 0; i < rows; i++) {
                values[i] = form.box(WideInteger.readSigned(in, bytes / Long.BYTES), type.scale());
            }
            return new ObjectVector(values);
        }
        long[] unscaled = new long[rows];
        if (bytes == Long.BYTES) {
            in.int64s(unscaled);
        } else {
            for (int i = 0; i < rows; i++) {
                unscaled[i] = in.int32();
            }
        }
        return form.vector(unscaled, type.scale());
    }

    @Override
    public int minBytes() {
        return bytes;
    }
}
