// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/** The handling of updates by table engines that do not replace rows. */
@PublicEvolving
public enum UpdateMode {
    /**
     * Updates are errors: at planning if the changelog of the statement has them, else the job
     * fails at the first one.
     */
    REFUSE,
    /** The new row is inserted; the old row stays in the table. */
    INSERT,
    /**
     * An {@code UPDATE} statement sets the columns of the row with the key, in order with the
     * inserts.
     */
    LIGHTWEIGHT_UPDATE;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
