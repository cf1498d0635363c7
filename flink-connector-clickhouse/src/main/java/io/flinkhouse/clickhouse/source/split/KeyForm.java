// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;

/**
 * The stored form of a key value and its literal, for each group of types. Neither depends on a
 * time zone or on a setting of the server.
 */
enum KeyForm {
    /** Types whose text is the same everywhere. */
    TEXT("toString(%s)", "CAST('%s', %s)"),
    BOOL("toString(toUInt8(%s))", "CAST(%s, %s)"),
    ENUM("toString(toInt16(%s))", "CAST(%s, %s)"),
    DATE("toString(toUInt16(%s))", "CAST(%s, %s)"),
    DATE32("toString(toInt32(%s))", "addDays(toDate32('1970-01-01'), %s)"),
    TIME("toString(toInt32(%s))", "CAST(%s, %s)"),
    DATE_TIME("toString(reinterpret(%s, 'UInt32'))", "reinterpret(toUInt32(%s), %s)"),
    DATE_TIME64("toString(reinterpret(%s, 'Int64'))", "reinterpret(toInt64(%s), %s)"),
    FLOAT("", ""),
    BYTES("hex(%s)", "unhex('%s')"),
    FIXED_BYTES("hex(%s)", "");

    /** The stored form of NaN, which has several bit patterns. */
    static final String NAN = "nan";

    private final String stored;
    private final String literal;

    KeyForm(String stored, String literal) {
        this.stored = stored;
        this.literal = literal;
    }

    /** Returns the form of a type without Nullable and LowCardinality; null if it has none. */
    static KeyForm of(ClickHouseType bare) {
        return switch (bare.family()) {
            case INT8, INT16, INT32, INT64, INT128, INT256 -> TEXT;
            case UINT8, UINT16, UINT32, UINT64, UINT128, UINT256 -> TEXT;
            case DECIMAL, UUID, IPV4, IPV6, TIME64 -> TEXT;
            case BOOL -> BOOL;
            case ENUM8, ENUM16 -> ENUM;
            case DATE -> DATE;
            case DATE32 -> DATE32;
            case TIME -> TIME;
            case DATE_TIME -> DATE_TIME;
            case DATE_TIME64 -> DATE_TIME64;
            case FLOAT32, FLOAT64, BFLOAT16 -> FLOAT;
            case STRING -> BYTES;
            case FIXED_STRING -> FIXED_BYTES;
            default -> null;
        };
    }

    /**
     * Returns the expression of the stored form of a value. Values that are equal have one form,
     * also the two zeros of floats.
     */
    String stored(String value, ClickHouseType bare) {
        return this == FLOAT
                ? "multiIf(isNaN(%1$s), '%2$s', %1$s = 0, '0', toString(reinterpret(%1$s, '%3$s')))"
                        .formatted(value, NAN, bits(bare))
                : stored.formatted(value);
    }

    /** Returns the literal of a value that is neither NULL nor NaN. */
    String literal(String value, ClickHouseType bare) {
        String type = Literals.quote(bare.toString());
        return switch (this) {
            case FLOAT -> "reinterpret(to%s(%s), %s)".formatted(bits(bare), value, type);
            case FIXED_BYTES ->
                    "toFixedString(unhex('%s'), %d)"
                            .formatted(value, ((ClickHouseType.FixedString) bare).length());
            default -> literal.formatted(value, type);
        };
    }

    private static String bits(ClickHouseType bare) {
        return switch (bare.family()) {
            case FLOAT32 -> "UInt32";
            case FLOAT64 -> "UInt64";
            default -> "UInt16";
        };
    }
}
