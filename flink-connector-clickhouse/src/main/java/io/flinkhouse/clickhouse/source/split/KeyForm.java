// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;

/**
 * The stored form of a key value and its literal, for each group of types. Neither depends on a
 * time zone or on a setting of the server.
 */
enum KeyForm {
    INTEGER(true, "%s", "CAST('%s', %s)"),
    BOOL(true, "toUInt8(%s)", "CAST(%s, %s)"),
    ENUM(true, "toInt16(%s)", "CAST(%s, %s)"),
    DATE(true, "toUInt16(%s)", "CAST(%s, %s)"),
    DATE32(true, "toInt32(%s)", "addDays(toDate32('1970-01-01'), %s)"),
    TIME(true, "toInt32(%s)", "CAST(%s, %s)"),
    DATE_TIME(true, "reinterpret(%s, 'UInt32')", "reinterpret(toUInt32(%s), %s)"),
    DATE_TIME64(true, "reinterpret(%s, 'Int64')", "reinterpret(toInt64(%s), %s)"),
    /** Other types whose text is the same everywhere. */
    TEXT(false, "toString(%s)", "CAST('%s', %s)"),
    FLOAT(false, "", ""),
    BYTES(false, "hex(%s)", "unhex('%s')"),
    FIXED_BYTES(false, "hex(%s)", "");

    /** The stored form of NaN, which has several bit patterns. */
    static final String NAN = "nan";

    private final boolean number;
    private final String sql;
    private final String literal;

    /**
     * @param number whether the stored form is the text of an integer of at most 64 bits
     * @param sql the integer, or the stored form
     */
    KeyForm(boolean number, String sql, String literal) {
        this.number = number;
        this.sql = sql;
        this.literal = literal;
    }

    /** Returns the form of a type without Nullable and LowCardinality; null if it has none. */
    static KeyForm of(ClickHouseType bare) {
        return switch (bare.family()) {
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> INTEGER;
            case INT128, INT256, UINT128, UINT256 -> TEXT;
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

    boolean isNumber() {
        return number;
    }

    /** Returns the expression of the integer whose text is stored, as {@code Int64}. */
    String number(String value) {
        return "toInt64(" + sql.formatted(value) + ")";
    }

    /**
     * Returns the expression of the stored form of a value. Values that are equal have one form,
     * also the two zeros of floats.
     */
    String stored(String value, ClickHouseType bare) {
        if (number) {
            return "toString(" + sql.formatted(value) + ")";
        }
        return this == FLOAT
                ? "multiIf(isNaN(%1$s), '%2$s', %1$s = 0, '0', toString(reinterpret(%1$s, '%3$s')))"
                        .formatted(value, NAN, bits(bare))
                : sql.formatted(value);
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
