// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Converts wall clocks to instants and back in one zone, without an object per value: it caches the
 * span around the last value in which the offset does not change.
 *
 * <p>A wall clock that a zone skips in spring is moved forward by the length of the gap; one that
 * it has twice in autumn is the earlier of the two.
 */
final class WallClock {

    private static final long MILLIS = 1000;
    private static final long DAY = 24 * 60 * 60 * MILLIS;

    private final ZoneId zone;
    private final ZoneRules rules;
    private long from = 0;
    private long to = 0;
    private long offset;

    WallClock(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    String zone() {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    long toInstant(long local) {
        // Within a day of a change of offset, the zone's rules are evaluated for each value.
        long guess = local - offset;
        if (guess >= from + DAY && guess < to - DAY) {
            return guess;
        }
        LocalDateTime wall =
                LocalDateTime.ofEpochSecond(Math.floorDiv(local, MILLIS), 0, ZoneOffset.UTC);
        long instant = local - millis(rules.getOffset(wall));
        ZoneOffsetTransition gap = rules.getTransition(wall);
        if (gap != null && gap.isGap()) {
            return local - millis(gap.getOffsetBefore());
        }
        remember(instant);
        return instant;
    }

    long toLocal(long instant) {
        if (instant < from || instant >= to) {
            remember(instant);
        }
        return instant + offset;
    }

    private void remember(long instant) {
        Instant at = Instant.ofEpochMilli(instant);
        offset = millis(rules.getOffset(at));
        ZoneOffsetTransition next = rules.nextTransition(at);
        ZoneOffsetTransition last = rules.previousTransition(at.plusMillis(1));
        from = last == null ? Long.MIN_VALUE / 2 : last.getInstant().toEpochMilli();
        to = next == null ? Long.MAX_VALUE / 2 : next.getInstant().toEpochMilli();
    }

    private static long millis(ZoneOffset offset) {
        return offset.getTotalSeconds() * MILLIS;
    }
}
