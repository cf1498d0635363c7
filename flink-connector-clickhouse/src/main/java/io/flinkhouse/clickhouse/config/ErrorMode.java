// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/**
 * Selects how messages and rows that cannot be stored are handled: they fail the job, are skipped,
 * or are written to the dead-letter table.
 */
@PublicEvolving
public enum ErrorMode {
    /** The job fails with the error. */
    FAIL,
    /** The row or message is counted and dropped. */
    SKIP,
    /** The row or message is written to the dead-letter table. */
    DEAD_LETTER;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
