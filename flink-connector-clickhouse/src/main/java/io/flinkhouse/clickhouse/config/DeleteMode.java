// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/** The handling of deletes by table engines that cannot mark rows as deleted. */
@PublicEvolving
public enum DeleteMode {
    /**
     * Deletes are rejected, at planning if the statement announces them, else by the failing job.
     */
    REFUSE,
    /** Deletes are dropped and counted; the rows stay. */
    IGNORE,
    /** Rows with these keys are removed by {@code DELETE FROM}, in order with the inserts. */
    LIGHTWEIGHT_DELETE;

    /** As options spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
