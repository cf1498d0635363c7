// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

/**
 * The value of a column's type that is at or next to a Flink literal, so that a column is compared
 * only with exact values of its own type.
 *
 * @param value the value of the type, in the server's SQL
 */
record Bound(String value, Side side) {

    /**
     * The side of the literal on which the value lies; no other value of the type lies between
     * them.
     */
    enum Side {
        LITERAL_BELOW,
        EQUAL,
        LITERAL_ABOVE
    }

    static Bound equal(String value) {
        return new Bound(value, Side.EQUAL);
    }

    /**
     * Returns the comparison of the column with the literal; it is NULL where the column is NULL.
     */
    String compare(Comparison comparison, String column) {
        if (side == Side.EQUAL) {
            return comparison.of(column, value);
        }
        return switch (comparison) {
            case EQUALS -> "(" + column + " IS NULL AND NULL)";
            case NOT_EQUALS -> "(" + column + " IS NOT NULL OR NULL)";
            case LESS, LESS_OR_EQUAL ->
                    (side == Side.LITERAL_ABOVE ? Comparison.LESS_OR_EQUAL : Comparison.LESS)
                            .of(column, value);
            case GREATER, GREATER_OR_EQUAL ->
                    (side == Side.LITERAL_ABOVE ? Comparison.GREATER : Comparison.GREATER_OR_EQUAL)
                            .of(column, value);
        };
    }
}
