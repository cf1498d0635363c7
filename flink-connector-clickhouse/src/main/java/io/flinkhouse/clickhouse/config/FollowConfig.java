// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * Where reading starts, and how rows are found that are inserted meanwhile.
 *
 * @param offsets the first places to read by partition, for {@link StartupMode#SPECIFIC_OFFSETS}
 * @param pollInterval the time between two questions for new rows
 * @param maxInsertTime the time after which a missing number of an insert is taken for one that
 *     never comes
 */
@Internal
public record FollowConfig(
        StartupMode mode,
        Map<String, BlockOffset> offsets,
        Duration pollInterval,
        Duration maxInsertTime)
        implements Serializable {

    public static final FollowConfig DEFAULT =
            new FollowConfig(
                    StartupMode.SNAPSHOT, Map.of(), Duration.ofSeconds(1), Duration.ofMinutes(1));

    public FollowConfig {
        Require.positive(pollInterval, "scan.incremental.poll-interval");
        Require.positive(maxInsertTime, "scan.incremental.max-insert-time");
        boolean given = !offsets.isEmpty();
        Require.that(
                !given || mode == StartupMode.SPECIFIC_OFFSETS,
                "scan.startup.mode",
                mode,
                "'specific-offsets', or leave 'scan.startup.specific-offsets' out");
        Require.that(
                given || mode != StartupMode.SPECIFIC_OFFSETS,
                "scan.startup.mode",
                mode,
                "'scan.startup.specific-offsets' too, for example 'all:120:0'");
        offsets = Map.copyOf(offsets);
    }

    /** Returns whether reading goes on when all rows of the table are read. */
    public boolean endless() {
        return mode != StartupMode.SNAPSHOT;
    }

    public FollowConfig with(StartupMode start, Map<String, BlockOffset> places) {
        return new FollowConfig(start, places, pollInterval, maxInsertTime);
    }

    public FollowConfig withTimes(Duration interval, Duration longestInsert) {
        return new FollowConfig(mode, offsets, interval, longestInsert);
    }
}
