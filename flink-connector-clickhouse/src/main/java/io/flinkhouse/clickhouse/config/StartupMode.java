// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

/** The rows with which reading of a ClickHouse table starts, and whether it ever ends. */
@PublicEvolving
public enum StartupMode {
    /** The rows that are in the table; then reading ends. */
    SNAPSHOT("snapshot"),
    /** The rows that are in the table, then those that are inserted. */
    INITIAL("initial"),
    /** The rows that are inserted from now on. */
    LATEST_OFFSET("latest-offset"),
    /** The rows from given places on. */
    SPECIFIC_OFFSETS("specific-offsets");

    private final String name;

    StartupMode(String name) {
        this.name = name;
    }

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name;
    }
}
