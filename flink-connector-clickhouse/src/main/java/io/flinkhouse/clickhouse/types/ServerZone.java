// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the rules of time zones by the names that ClickHouse has for them. */
@Internal
public final class ServerZone {

    /** Names of the server's list that Java lacks, and zones of Java with the same rules. */
    private static final Map<String, String> ALIASES =
            Map.of(
                    "EST", "America/Panama",
                    "MST", "America/Phoenix",
                    "HST", "Pacific/Honolulu",
                    "ROC", "Asia/Taipei",
                    "Factory", "Etc/UTC");

    private ServerZone() {}

    /** Returns the zone with this name; empty if Java does not know it. */
    public static Optional<ZoneId> find(String name) {
        try {
            return Optional.of(ZoneId.of(ALIASES.getOrDefault(name, name)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the zones in which wall clocks of a Flink type are read for a column, without those
     * that the column does not name. A type without TIMESTAMP needs none.
     */
    public static Set<String> ofWallClocks(LogicalType from, ClickHouseType to) {
        Set<String> zones = new TreeSet<>();
        if (hasWallClock(from)) {
            TypeRewriter.rewrite(
                    to,
                    part -> {
                        if (part instanceof ClickHouseType.DateTime time) {
                            zones.add(time.zone());
                        } else if (part instanceof ClickHouseType.DateTime64 time) {
                            zones.add(time.zone());
                        }
                        return part;
                    });
        }
        zones.remove("");
        return zones;
    }

    private static boolean hasWallClock(LogicalType type) {
        return type.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
                || type.getChildren().stream().anyMatch(ServerZone::hasWallClock);
    }
}
