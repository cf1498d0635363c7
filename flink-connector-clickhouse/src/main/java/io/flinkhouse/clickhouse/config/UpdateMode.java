// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/** The handling of updates by table engines that do not replace rows. */
@PublicEvolving
public enum UpdateMode {
    /**
     * Updates are rejected, at planning if the statement announces them, else by the failing job.
     */
    REFUSE,
    /** The new row is added; the old one stays beside it. */
    INSERT,
    /** The columns of the row with the key are set by {@code UPDATE}, in order with the inserts. */
    LIGHTWEIGHT_UPDATE;

    /** As options spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
