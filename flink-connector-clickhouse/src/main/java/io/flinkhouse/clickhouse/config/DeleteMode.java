// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/** The handling of deletes by table engines that cannot mark rows as deleted. */
@PublicEvolving
public enum DeleteMode {
    /**
     * Deletes are errors: at planning if the changelog of the statement has them, else the job
     * fails at the first one.
     */
    REFUSE,
    /** Deletes are dropped and counted; the rows stay. */
    IGNORE,
    /**
     * A {@code DELETE FROM} statement removes the rows with these keys, in order with the inserts.
     */
    LIGHTWEIGHT_DELETE;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
