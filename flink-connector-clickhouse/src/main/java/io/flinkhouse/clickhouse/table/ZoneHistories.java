// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ServerZone;

import org.apache.flink.table.types.logical.RowType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the history of time zones in this Java with the server's, and warns where they differ: a
 * wall clock is then written as another instant than the server would make of it.
 */
final class ZoneHistories {

    private static final Logger LOG = LoggerFactory.getLogger(ZoneHistories.class);

    private static final long DAY = 24 * 60 * 60;
    private static final long FIRST = LocalDate.of(1900, 1, 15).toEpochDay() * DAY;
    private static final long MONTH = 30 * DAY;

    /** Until 2040; zones have the same rules ever after. */
    private static final int MONTHS = 1700;

    private ZoneHistories() {}

    /** Warns of each zone that the table's TIMESTAMP columns need and that differs. */
    static void compare(ClickHouseClient client, RowType schema, TableDescription table) {
        Set<String> zones = new TreeSet<>();
        for (RowType.RowField field : schema.getFields()) {
            zones.addAll(SinkRules.zones(field, table));
        }
        zones.removeIf(
                zone ->
                        ServerZone.find(zone)
                                .filter(known -> !known.getRules().isFixedOffset())
                                .isEmpty());
        if (zones.isEmpty()) {
            return;
        }
        try {
            List<String> histories = client.query(question(zones)).get(0);
            int column = 0;
            for (String zone : zones) {
                compare(table, zone, histories.get(column++));
            }
        } catch (ClickHouseException e) {
            LOG.info("The history of the time zones {} cannot be compared", zones, e);
        }
    }

    private static String question(Set<String> zones) {
        return zones.stream()
                .map(
                        zone ->
                                "arrayStringConcat(groupArray(timeZoneOffset(toTimeZone(at, "
                                        + Literals.quote(zone)
                                        + "))), ' ')")
                .collect(
                        Collectors.joining(
                                ", ",
                                "SELECT ",
                                " FROM (SELECT fromUnixTimestamp64Milli(toInt64("
                                        + FIRST
                                        + " + number * "
                                        + MONTH
                                        + ") * 1000, 'UTC') AS at FROM numbers("
                                        + MONTHS
                                        + ") ORDER BY number)"));
    }

    private static void compare(TableDescription table, String zone, String history) {
        ZoneId known = ServerZone.find(zone).orElseThrow();
        List<Instant> different = new ArrayList<>();
        Instant at = Instant.ofEpochSecond(FIRST);
        for (String offset : history.split(" ")) {
            int ours = known.getRules().getOffset(at).getTotalSeconds();
            // The server shows some offsets as the one of the same clock a day later.
            if (Math.floorMod(ours - Long.parseLong(offset), DAY) != 0) {
                different.add(at);
            }
            at = at.plusSeconds(MONTH);
        }
        if (!different.isEmpty()) {
            LOG.warn(
                    "Table {}: this Java and the server have different rules of the time zone '{}'"
                            + " between {} and {}. A TIMESTAMP of that time is written as another"
                            + " instant than the server makes of it. Write TIMESTAMP_LTZ, or give"
                            + " the column the zone 'UTC', if such times matter.",
                    table.path(),
                    zone,
                    day(different.get(0).minusSeconds(MONTH)),
                    day(different.get(different.size() - 1).plusSeconds(MONTH)));
        }
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
