// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.audit.Finding.FindingKind;
import io.flinkhouse.clickhouse.audit.StoredMessages.OtherLetters;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Compares one partition of a topic with the rows of the table. */
final class PartitionAudit {

    private final Subject subject;
    private final AuditedRange range;
    private final TopicReader visible;
    private final TopicReader all;
    private final Map<FindingKind, Tally> accounted = new EnumMap<>(FindingKind.class);
    private long missing;
    private long doubles;

    /** What the audits of all partitions of a topic have in common. */
    record Subject(String topic, StoredMessages stored, Findings findings) {}

    /** Offsets of one kind that need no row of the table. */
    private static final class Tally {
        private long count;
        private long first = Long.MAX_VALUE;
        private long last;

        void add(OffsetRange range, long number) {
            count += number;
            first = Math.min(first, range.from());
            last = Math.max(last, range.to() - 1);
        }
    }

    /**
     * @param visible shows the records that the job should have stored
     * @param all shows those of aborted transactions as well
     */
    PartitionAudit(Subject subject, AuditedRange range, TopicReader visible, TopicReader all) {
        this.subject = subject;
        this.range = range;
        this.visible = visible;
        this.all = all;
    }

    /** Adds what is found to the findings of the subject. */
    void run(List<Bucket> buckets, Optional<OtherLetters> others) throws ClickHouseException {
        new Gaps(subject.stored, range, this::explain).find(buckets);
        findDoubles(buckets);
        long rows = sum(buckets, Bucket::rows);
        subject.findings.addSummary(
                new Finding(
                        missing + doubles == 0 ? FindingKind.OK : FindingKind.NOT_OK,
                        subject.topic,
                        range.partition(),
                        range.from(),
                        range.to() - 1,
                        rows,
                        summary(rows)));
        OffsetRange audited = new OffsetRange(range.from(), range.to());
        account(FindingKind.DEAD_LETTER, audited, sum(buckets, Bucket::letters));
        account(FindingKind.UNNAMED_LETTER, audited, sum(buckets, Bucket::unnamedLetters));
        accounted.forEach(
                (kind, tally) ->
                        subject.findings.add(
                                finding(kind, tally.first, tally.last, tally.count, reason(kind))));
        if (missing > 0) {
            others.ifPresent(this::addOthers);
        }
    }

    private static long sum(List<Bucket> buckets, ToLongFunction<Bucket> part) {
        return buckets.stream().mapToLong(part).sum();
    }

    private void addOthers(OtherLetters others) {
        subject.findings.add(
                finding(
                        FindingKind.OTHER_LETTER,
                        others.first(),
                        others.last(),
                        others.count(),
                        "in the dead-letter table as letters about "
                                + others.tables()
                                + ": they explain missing messages only if the rows came here by way of"
                                + " that table"));
    }

    private String summary(long rows) {
        if (missing + doubles == 0) {
            return rows + " rows, none missing, none double";
        }
        return rows + " rows, " + missing + " messages missing, " + doubles + " rows double";
    }

    private void findDoubles(List<Bucket> buckets) throws ClickHouseException {
        for (Bucket bucket : buckets) {
            if (bucket.doubles() == 0) {
                continue;
            }
            doubles += bucket.doubles();
            int room = subject.findings.room(FindingKind.DOUBLE);
            long shown = 0;
            if (room > 0) {
                OffsetRange inside = new OffsetRange(bucket.first(), bucket.last() + 1);
                for (StoredMessages.Doubles found :
                        subject.stored.doubles(range.partition(), inside, room)) {
                    shown += found.surplus();
                    subject.findings.addRange(
                            finding(
                                    FindingKind.DOUBLE,
                                    found.first(),
                                    found.last(),
                                    found.surplus(),
                                    "each of these messages has " + found.rows() + " rows"));
                }
            }
            subject.findings.leaveOut(FindingKind.DOUBLE, bucket.doubles() - shown);
        }
    }

    /** Reads the gap in the topic, and says why its offsets are not in the table. */
    private void explain(OffsetRange gap) {
        long readable = Math.max(gap.from(), Math.min(gap.to(), range.begin()));
        if (readable > gap.from()) {
            account(
                    FindingKind.EXPIRED,
                    new OffsetRange(gap.from(), readable),
                    readable - gap.from());
        }
        if (readable == gap.to()) {
            return;
        }
        OffsetRange rest = new OffsetRange(readable, gap.to());
        SeenRecords seen = SeenRecords.in(visible, range.partition(), rest);
        long records =
                seen.count() < rest.length()
                        ? SeenRecords.in(all, range.partition(), rest).count()
                        : seen.count();
        account(FindingKind.TOMBSTONE, rest, seen.tombstones());
        account(FindingKind.ABORTED, rest, records - seen.count());
        account(FindingKind.NO_RECORD, rest, rest.length() - records);
        if (seen.values() > 0) {
            missing += seen.values();
            subject.findings.addRange(
                    finding(
                            FindingKind.MISSING,
                            seen.first(),
                            seen.last(),
                            seen.values(),
                            "the topic has these messages, the table has not; the first is of "
                                    + Instant.ofEpochMilli(seen.firstTime())));
        }
    }

    private void account(FindingKind kind, OffsetRange offsets, long count) {
        if (count > 0) {
            accounted.computeIfAbsent(kind, any -> new Tally()).add(offsets, count);
        }
    }

    private static String reason(FindingKind kind) {
        return switch (kind) {
            case DEAD_LETTER -> "in the dead-letter table";
            case UNNAMED_LETTER ->
                    "in the dead-letter table, which does not say that they are about this table: if"
                            + " another job with this topic writes there too, its letters hide losses";
            case TOMBSTONE ->
                    "messages without a value, which most formats give no row for; not in the table";
            case ABORTED -> "records of transactions that the producer aborted";
            case NO_RECORD ->
                    "offsets without a record: markers of transactions, or records that compaction"
                            + " removed";
            case EXPIRED ->
                    "before the beginning of the partition: retention has removed the messages, so"
                            + " nothing tells whether they are missing";
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }

    private Finding finding(FindingKind kind, long first, long last, long count, String reason) {
        return new Finding(kind, subject.topic, range.partition(), first, last, count, reason);
    }
}
