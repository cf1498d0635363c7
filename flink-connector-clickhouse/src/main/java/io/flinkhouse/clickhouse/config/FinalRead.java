// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.Locale;

/** The choice whether a scan reads with FINAL, so that rows look as after all merges. */
@Internal
public enum FinalRead {
    /** With FINAL where the engine of the table merges rows. */
    AUTO,
    /** Always with FINAL. */
    TRUE,
    /** Never: the scan reads the rows that are stored. */
    FALSE;

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
