// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * A numeric column whose ranges are the splits of a scan. The first and the last range are open, so
 * the bounds never filter rows.
 *
 * @param lower the end of the first range
 * @param upper the begin of the last range
 */
@Internal
public record PartitionColumn(String name, int ranges, long lower, long upper)
        implements Serializable {

    public PartitionColumn {
        Require.that(ranges > 0, "scan.partition.num", ranges, "a positive number of splits");
        Require.that(
                lower <= upper,
                "scan.partition.lower-bound",
                lower,
                "at most 'scan.partition.upper-bound', which is " + upper);
    }
}
