// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Locale;

/** The choice whether the rows of a split are read in the order of the sorting key. */
@PublicEvolving
public enum ScanOrder {
    /** In order where a job with checkpoints can go on inside a split. */
    AUTO,
    /** Always in order. */
    TRUE,
    /** Never in order: no checkpoint inside a split can be restored. */
    FALSE;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
