// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/**
 * Selects whether the planner sends update-before rows to engines that need only update-after rows.
 */
@PublicEvolving
public enum ChangelogInput {
    /** The row after it. An update that changes the key leaves the old row behind. */
    UPSERT,
    /** The row before it as well, so that an update that changes the key removes the old row. */
    RETRACT;

    /** As options spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
