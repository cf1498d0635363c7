// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;

import java.io.Serializable;
import java.util.List;

/**
 * One expression of the order in which the rows of a split are read.
 *
 * @param expression an expression of the sorting key, or one that orders rows with equal keys
 * @param type the type of its values, which {@link #supports} must accept
 * @param descending whether the sorting key has it in descending order
 */
@Internal
public record SortColumn(String expression, ClickHouseType type, boolean descending)
        implements Serializable {

    /** The order in which rows were inserted. */
    public static final List<SortColumn> INSERT_ORDER =
            List.of(number("_block_number"), number("_block_offset"));

    private static final int BOUNDARY_BYTES = 200;

    private static SortColumn number(String column) {
        return new SortColumn(column, simple(TypeFamily.UINT64), false);
    }

    /** Returns whether values of this type can be stored and compared. */
    public static boolean supports(ClickHouseType type) {
        return form(type) != null;
    }

    /**
     * Returns an SQL expression of type {@code Nullable(String)} for the value, which {@link
     * #literal} turns into the same value again: a number, or bytes in hexadecimal, never a text
     * that depends on a time zone or format.
     */
    public String stored() {
        return stored(plain());
    }

    /**
     * Returns an expression as {@link #stored()} for a boundary near the value: of long texts, the
     * first bytes.
     */
    public String storedBoundary() {
        return form() == KeyForm.BYTES
                ? stored("substring(" + plain() + ", 1, " + BOUNDARY_BYTES + ")")
                : stored();
    }

    /** Returns whether the stored boundary stands for several values. */
    public boolean shortened(String storedBoundary) {
        return storedBoundary != null
                && form() == KeyForm.BYTES
                && storedBoundary.length() >= 2 * BOUNDARY_BYTES;
    }

    /**
     * Returns the column with which a query sends the value of each row: a number where the stored
     * form is the text of one, which costs the server and the reader less than the text.
     */
    public ScanColumn sent(String name) {
        return form().isNumber()
                ? new ScanColumn(
                        form().number(plain()),
                        new ColumnSpec(name, simple(TypeFamily.INT64), new BigIntType()))
                : ScanColumn.text(stored(), name);
    }

    /**
     * Returns the value as {@link #stored()} does; null for NULL.
     *
     * @param sent a row with columns of {@link #sent}
     */
    public String stored(RowData sent, int place) {
        if (sent.isNullAt(place)) {
            return null;
        }
        if (!form().isNumber()) {
            return sent.getString(place).toString();
        }
        long number = sent.getLong(place);
        return bare(type).family() == TypeFamily.UINT64
                ? Long.toUnsignedString(number)
                : Long.toString(number);
    }

    /** Returns whether two rows with columns of {@link #sent} have the same value. */
    public boolean isSame(RowData one, RowData other, int place) {
        if (one.isNullAt(place) || other.isNullAt(place)) {
            return one.isNullAt(place) == other.isNullAt(place);
        }
        return form().isNumber()
                ? one.getLong(place) == other.getLong(place)
                : one.getString(place).equals(other.getString(place));
    }

    private KeyForm form() {
        return form(type);
    }

    private static KeyForm form(ClickHouseType type) {
        return KeyForm.of(bare(type));
    }

    private static ClickHouseType simple(TypeFamily family) {
        return new ClickHouseType.Simple(family);
    }

    private String stored(String value) {
        return "CAST(" + form().stored(value, bare(type)) + ", 'Nullable(String)')";
    }

    private String plain() {
        return type instanceof ClickHouseType.LowCardinality low
                ? "CAST(" + expression + ", " + Literals.quote(low.inner().toString()) + ")"
                : expression;
    }

    /**
     * Returns the SQL of a value.
     *
     * @param stored a value of {@link #stored}, not null
     */
    public String literal(String stored) {
        return form().literal(stored, bare(type));
    }

    /** Returns the element of ORDER BY: the order in which the table stores its rows. */
    public String orderBy() {
        return expression + (descending ? " DESC NULLS FIRST" : " ASC NULLS LAST");
    }

    /** Returns whether the expression can be NULL. */
    public boolean nullable() {
        ClickHouseType own = type instanceof ClickHouseType.LowCardinality low ? low.inner() : type;
        return own instanceof ClickHouseType.Nullable;
    }

    /** Returns whether the expression can be NaN, which no comparison finds. */
    public boolean floating() {
        return form() == KeyForm.FLOAT;
    }

    private static ClickHouseType bare(ClickHouseType type) {
        if (type instanceof ClickHouseType.LowCardinality low) {
            return bare(low.inner());
        }
        if (type instanceof ClickHouseType.Nullable nullable) {
            return bare(nullable.inner());
        }
        if (type instanceof ClickHouseType.SimpleAggregateFunction simple) {
            return bare(simple.inner());
        }
        return type;
    }
}
