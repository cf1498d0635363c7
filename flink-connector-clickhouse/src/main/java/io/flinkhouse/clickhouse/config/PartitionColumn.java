// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * A numeric column whose ranges are the splits of a scan. The first and the last range are open, so
 * the bounds never filter rows.
 *
 * @param ranges the number of ranges, which have equal widths between {@code lower} and {@code
 *     upper}
 * @param lower the lowest value that is expected
 * @param upper the highest value that is expected
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
