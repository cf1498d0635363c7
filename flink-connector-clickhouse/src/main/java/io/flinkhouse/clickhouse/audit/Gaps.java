// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.util.List;

/** Finds the offsets of a partition that neither the table nor the dead-letter table has. */
final class Gaps {

    /** Offsets that the server sorts in one query. */
    private static final long PAGE = 1L << 24;

    private final StoredMessages stored;
    private final AuditedRange range;
    private final GapVisitor visitor;

    /** The last gap, which the next one may continue; null if there is none. */
    private OffsetRange open;

    /** Receives the gaps, in the order of their offsets. */
    interface GapVisitor {
        void gap(OffsetRange gap) throws ClickHouseException;
    }

    Gaps(StoredMessages stored, AuditedRange range, GapVisitor visitor) {
        this.stored = stored;
        this.range = range;
        this.visitor = visitor;
    }

    /**
     * Shows all gaps to the visitor.
     *
     * @param buckets of the partition, in the order of their offsets
     */
    void find(List<Bucket> buckets) throws ClickHouseException {
        long known = range.from();
        OffsetRange inside = null;
        for (Bucket bucket : buckets) {
            boolean together =
                    inside != null && bucket.hasGaps() && bucket.last() - inside.from() < PAGE;
            if (!together) {
                search(inside);
                inside = null;
                add(known, bucket.first());
            }
            if (bucket.hasGaps()) {
                inside =
                        new OffsetRange(
                                together ? inside.from() : bucket.first(), bucket.last() + 1);
            }
            known = bucket.last() + 1;
        }
        search(inside);
        add(known, range.to());
        finish();
    }

    /** Searches inside of neighbouring buckets, page by page. */
    private void search(OffsetRange inside) throws ClickHouseException {
        if (inside == null) {
            return;
        }
        for (long from = inside.from(); from < inside.to(); from += PAGE) {
            OffsetRange page = new OffsetRange(from, Math.min(inside.to(), from + PAGE));
            for (OffsetRange gap : stored.gaps(range.partition(), page)) {
                add(gap.from(), gap.to());
            }
        }
    }

    private void add(long from, long to) throws ClickHouseException {
        if (from >= to) {
            return;
        }
        if (open != null && open.to() == from) {
            open = new OffsetRange(open.from(), to);
        } else {
            finish();
            open = new OffsetRange(from, to);
        }
    }

    private void finish() throws ClickHouseException {
        if (open != null) {
            visitor.gap(open);
            open = null;
        }
    }
}
