// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The messages of one topic that are in the table or in the dead-letter table. The server
 * aggregates; what comes back is a line per partition, per bucket of offsets, or per gap.
 */
final class StoredMessages {

    /** Offsets in a bucket; more if there would be too many buckets. */
    private static final int SHIFT = 16;

    private static final int MOST_BUCKETS = 50_000;

    /** Marks of a row, of a letter about the table, and of one that may be about any table. */
    private static final int ROW = 0;

    private static final int LETTER = 1;
    private static final int UNNAMED = 2;

    private final ClickHouseClient client;
    private final MessageTable table;
    private final Optional<AuditedLetters> letters;
    private final String topic;
    private final String source;

    StoredMessages(
            ClickHouseClient client,
            MessageTable table,
            Optional<AuditedLetters> letters,
            String topic) {
        this.client = client;
        this.table = table;
        this.letters = letters;
        this.topic = topic;
        this.source =
                " FROM ("
                        + table.select(topic, String.valueOf(ROW))
                        + letters.map(dead -> " UNION ALL " + dead.select(topic, LETTER, UNNAMED))
                                .orElse("")
                        + ")";
    }

    /** The lowest and the highest offset of a partition. */
    Map<Integer, OffsetRange> extent() throws ClickHouseException {
        Map<Integer, OffsetRange> found = new TreeMap<>();
        for (List<String> line :
                client.query(
                        "SELECT audit_p, min(audit_o), max(audit_o) + 1"
                                + source
                                + " GROUP BY audit_p")) {
            found.put(
                    Integer.valueOf(line.get(0)),
                    new OffsetRange(Long.parseLong(line.get(1)), Long.parseLong(line.get(2))));
        }
        return found;
    }

    /** Returns the number of rows whose message is not known. */
    long withoutPosition() throws ClickHouseException {
        Optional<String> count = table.countWithoutPosition(topic);
        return count.isPresent() ? Long.parseLong(client.value(count.get())) : 0;
    }

    /** Returns the buckets that are not empty, by partition and in the order of their offsets. */
    Map<Integer, List<Bucket>> buckets(Collection<AuditedRange> ranges) throws ClickHouseException {
        int shift = SHIFT;
        long offsets =
                ranges.stream().mapToLong(range -> Math.max(0, range.to() - range.from())).sum();
        while (offsets >> shift > MOST_BUCKETS) {
            shift++;
        }
        String inBucket = "toUInt32(bitAnd(audit_o, " + ((1L << shift) - 1) + "))";
        List<List<String>> lines =
                client.query(
                        "SELECT audit_p, bitShiftRight(audit_o, "
                                + shift
                                + ") AS audit_b, countIf(audit_m = 0), countIf(audit_m = 1),"
                                + " countIf(audit_m = 2), groupBitmapIf("
                                + inBucket
                                + ", audit_m = 0), groupBitmap("
                                + inBucket
                                + "), min(audit_o), max(audit_o)"
                                + source
                                + in(ranges)
                                + " GROUP BY audit_p, audit_b ORDER BY audit_p, audit_b");
        return lines.stream()
                .map(StoredMessages::bucket)
                .collect(
                        Collectors.groupingBy(
                                Bucket::partition, TreeMap::new, Collectors.toList()));
    }

    /** Returns the letters about other tables, by partition. */
    Map<Integer, OtherLetters> ofOthers(Collection<AuditedRange> ranges)
            throws ClickHouseException {
        Map<Integer, OtherLetters> found = new TreeMap<>();
        if (letters.isEmpty()) {
            return found;
        }
        for (List<String> line :
                client.query(
                        "SELECT audit_p, count(), min(audit_o), max(audit_o),"
                                + " arrayStringConcat(arraySort(groupUniqArray(3)(audit_m)), ', ')"
                                + " FROM ("
                                + letters.get().selectOthers(topic)
                                + ")"
                                + in(ranges)
                                + " GROUP BY audit_p")) {
            found.put(
                    Integer.valueOf(line.get(0)),
                    new OtherLetters(
                            Long.parseLong(line.get(1)),
                            Long.parseLong(line.get(2)),
                            Long.parseLong(line.get(3)),
                            line.get(4)));
        }
        return found;
    }

    /**
     * Letters about messages that other tables lack.
     *
     * @param tables the names of a few
     */
    record OtherLetters(long count, long first, long last, String tables) {}

    private static String in(Collection<AuditedRange> ranges) {
        return " WHERE audit_o >= "
                + bound(ranges, AuditedRange::from)
                + " AND audit_o < "
                + bound(ranges, AuditedRange::to);
    }

    /** Partitions that are not audited have an empty range. */
    private static String bound(Collection<AuditedRange> ranges, ToLongFunction<AuditedRange> end) {
        return "transform(audit_p, CAST("
                + ranges.stream().map(range -> (long) range.partition()).toList()
                + " AS Array(Int64)), CAST("
                + ranges.stream().map(end::applyAsLong).toList()
                + " AS Array(Int64)), toInt64(0))";
    }

    private static Bucket bucket(List<String> line) {
        return new Bucket(
                Integer.parseInt(line.get(0)),
                Long.parseLong(line.get(2)),
                Long.parseLong(line.get(3)),
                Long.parseLong(line.get(4)),
                Long.parseLong(line.get(5)),
                Long.parseLong(line.get(6)),
                Long.parseLong(line.get(7)),
                Long.parseLong(line.get(8)));
    }

    /** Returns the gaps between the offsets of a range, whose ends are no gaps. */
    List<OffsetRange> gaps(int partition, OffsetRange range) throws ClickHouseException {
        return ranges(
                "SELECT before + 1, audit_o FROM (SELECT audit_o, lagInFrame(audit_o, 1, "
                        + (range.from() - 1)
                        + ") OVER (ORDER BY audit_o ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS"
                        + " before FROM (SELECT audit_o"
                        + source
                        + in(partition, range)
                        + " UNION ALL SELECT toInt64("
                        + range.to()
                        + "))) WHERE audit_o > before + 1 ORDER BY audit_o");
    }

    /** Returns ranges of offsets that more than one row has; each as long as its rows are equal. */
    List<Doubles> doubles(int partition, OffsetRange range, int limit) throws ClickHouseException {
        List<Doubles> found = new ArrayList<>();
        for (List<String> line :
                client.query(
                        "SELECT min(audit_o), max(audit_o), any(audit_c) FROM (SELECT audit_o,"
                                + " audit_c, audit_o - row_number() OVER (PARTITION BY audit_c ORDER"
                                + " BY audit_o) AS audit_g FROM (SELECT audit_o, count() AS audit_c"
                                + source
                                + in(partition, range)
                                + " AND audit_m = 0 GROUP BY audit_o HAVING audit_c > 1)) GROUP BY"
                                + " audit_c, audit_g ORDER BY 1 LIMIT "
                                + limit)) {
            found.add(
                    new Doubles(
                            Long.parseLong(line.get(0)),
                            Long.parseLong(line.get(1)),
                            Long.parseLong(line.get(2))));
        }
        return found;
    }

    /** Offsets that each have the same number of rows, more than one. */
    record Doubles(long first, long last, long rows) {
        long surplus() {
            return (last - first + 1) * (rows - 1);
        }
    }

    private List<OffsetRange> ranges(String sql) throws ClickHouseException {
        return client.query(sql).stream()
                .map(
                        line ->
                                new OffsetRange(
                                        Long.parseLong(line.get(0)), Long.parseLong(line.get(1))))
                .toList();
    }

    private static String in(int partition, OffsetRange range) {
        return " WHERE audit_p = "
                + partition
                + " AND audit_o >= "
                + range.from()
                + " AND audit_o < "
                + range.to();
    }
}
