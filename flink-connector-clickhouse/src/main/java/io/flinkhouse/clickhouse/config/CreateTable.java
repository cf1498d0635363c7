// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/** The creation of a ClickHouse table for a Flink table. */
@PublicEvolving
public enum CreateTable {
    /** The table must exist. */
    NONE,
    /** Planning an INSERT creates the table, if it does not exist. */
    IF_NOT_EXISTS;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
