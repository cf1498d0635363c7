// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/**
 * Selects whether the planner sends update-before rows to engines that need only update-after rows.
 */
@PublicEvolving
public enum ChangelogInput {
    /** Update-after rows only. An update of the key does not remove the old row. */
    UPSERT,
    /** Update-before rows too, so that an update of the key removes the old row. */
    RETRACT;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
