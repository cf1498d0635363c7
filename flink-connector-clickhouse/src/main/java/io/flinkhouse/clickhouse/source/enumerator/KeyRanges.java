// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.source.split.KeyCondition;
import io.flinkhouse.clickhouse.source.split.SortColumn;

import java.util.ArrayList;
import java.util.List;

/** Builds the conditions of key ranges: half-open, the first and the last one open. */
final class KeyRanges {

    private KeyRanges() {}

    /**
     * Returns conditions of which each row satisfies exactly one, whatever its key is.
     *
     * @param boundaries keys in the order of the table
     */
    static List<String> conditions(List<SortColumn> key, List<List<String>> boundaries) {
        if (boundaries.isEmpty()) {
            return List.of("1");
        }
        KeyCondition conditions = new KeyCondition(key, false);
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i <= boundaries.size(); i++) {
            List<String> sides = new ArrayList<>();
            if (i > 0) {
                sides.add(conditions.from(boundaries.get(i - 1)));
            }
            if (i < boundaries.size()) {
                sides.add(conditions.before(boundaries.get(i)));
            }
            ranges.add(String.join(" AND ", sides));
        }
        if (key.get(0).floating()) {
            ranges.add("isNaN(" + key.get(0).expression() + ")");
        }
        return ranges;
    }
}
