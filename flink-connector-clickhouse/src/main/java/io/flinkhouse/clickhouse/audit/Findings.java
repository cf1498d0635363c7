// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.audit.Finding.FindingKind;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The findings of an audit; of missing messages and doubles it keeps a limited number. */
final class Findings {

    private final List<Finding> summaries = new ArrayList<>();
    private final List<Finding> kept = new ArrayList<>();
    private final Map<FindingKind, Integer> ranges = new EnumMap<>(FindingKind.class);
    private final Map<FindingKind, Long> leftOut = new EnumMap<>(FindingKind.class);
    private final int limit;

    Findings(int limit) {
        this.limit = limit;
    }

    void addSummary(Finding summary) {
        summaries.add(summary);
    }

    void add(Finding finding) {
        kept.add(finding);
    }

    /** Adds a range of offsets, or counts it if there are too many of its kind. */
    void addRange(Finding range) {
        if (ranges.merge(range.kind(), 1, Integer::sum) <= limit) {
            kept.add(range);
        } else {
            leaveOut(range.kind(), range.count());
        }
    }

    /** Returns how many ranges of the kind are still taken. */
    int room(FindingKind kind) {
        return Math.max(0, limit - ranges.getOrDefault(kind, 0));
    }

    void leaveOut(FindingKind kind, long count) {
        if (count > 0) {
            leftOut.merge(kind, count, Long::sum);
        }
    }

    /** Returns the summaries, then the details, then what was left out. */
    List<Finding> all() {
        List<Finding> all = new ArrayList<>(summaries);
        all.addAll(kept);
        leftOut.forEach(
                (kind, count) ->
                        all.add(
                                new Finding(
                                        kind,
                                        null,
                                        null,
                                        null,
                                        null,
                                        count,
                                        "and "
                                                + count
                                                + " more; raise 'max_rows', or audit a shorter time"
                                                + " with 'since' and 'until'")));
        return all;
    }
}
