// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Encodes and decodes {@code IntervalNanosecond} to {@code IntervalYear}: a number of units in
 * eight bytes, signed.
 */
final class IntervalCodec implements ObjectCodec {

    private final LogicalTypeRoot root;
    private final long perFlinkUnit;
    private final long flinkUnits;

    IntervalCodec(TypeFamily unit, LogicalType flink) {
        this.root = flink.getTypeRoot();
        boolean counted = root == LogicalTypeRoot.BIGINT;
        this.perFlinkUnit = counted ? 1 : perFlinkUnit(unit);
        this.flinkUnits = counted ? 1 : flinkUnits(unit);
    }

    /** Returns the number of units per millisecond, for units shorter than a millisecond. */
    private static long perFlinkUnit(TypeFamily unit) {
        return switch (unit) {
            case INTERVAL_NANOSECOND -> 1_000_000;
            case INTERVAL_MICROSECOND -> 1_000;
            default -> 1;
        };
    }

    /** Returns the number of milliseconds or months per unit. */
    private static long flinkUnits(TypeFamily unit) {
        return switch (unit) {
            case INTERVAL_SECOND -> 1_000;
            case INTERVAL_MINUTE -> 60_000;
            case INTERVAL_HOUR -> 3_600_000;
            case INTERVAL_DAY -> 86_400_000;
            case INTERVAL_WEEK -> 604_800_000;
            case INTERVAL_QUARTER -> 3;
            case INTERVAL_YEAR -> 12;
            default -> 1;
        };
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        long value = root == LogicalTypeRoot.INTERVAL_YEAR_MONTH ? cell.int32() : cell.int64();
        if (value % flinkUnits != 0) {
            throw new UnfitValueException("this interval, only multiples of " + flinkUnits);
        }
        out.int64(Powers.multiply(value / flinkUnits, perFlinkUnit));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int64(0);
    }

    @Override
    public Object decode(ByteReader in) {
        long count = in.int64();
        if (count % perFlinkUnit != 0) {
            throw new UnfitValueException("one of its values in a Flink " + root);
        }
        long value = Powers.multiply(count / perFlinkUnit, flinkUnits);
        if (root != LogicalTypeRoot.INTERVAL_YEAR_MONTH) {
            return value;
        }
        if ((int) value != value) {
            throw new UnfitValueException("one of its values in a Flink " + root);
        }
        return (int) value;
    }

    @Override
    public int minBytes() {
        return Long.BYTES;
    }
}
