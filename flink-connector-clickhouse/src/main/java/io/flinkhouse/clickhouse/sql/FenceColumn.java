// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

/**
 * Writes the DDL of the fence column, the hidden column that holds the number of each row's block,
 * and of its index, which lets the server find the rows of a block without reading the table.
 */
@Internal
public final class FenceColumn {

    /**
     * The value that the server fills in for blocks of messages: only the server makes rows of
     * messages, so the block's number is the query id of the insert.
     */
    public static final String VALUE = "toUInt64OrZero(initialQueryID())";

    private FenceColumn() {}

    /** Returns the definition of the column for {@code CREATE TABLE} or {@code ADD COLUMN}. */
    public static String definition(String name) {
        return Identifiers.quote(name) + " UInt64 MATERIALIZED " + VALUE + " CODEC(T64, ZSTD(1))";
    }

    /** Returns the definition of its index for {@code CREATE TABLE} or {@code ADD}. */
    public static String index(String name) {
        return "INDEX "
                + Identifiers.quote(name + "_idx")
                + " "
                + Identifiers.quote(name)
                + " TYPE minmax GRANULARITY 1";
    }
}
