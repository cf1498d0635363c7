// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.audit.Finding.FindingKind;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Compares a table with the topic that it was filled from. Reads from Kafka only the offsets that
 * the table lacks.
 */
@Internal
public final class DeliveryAudit {

    private static final String ISOLATION = "isolation.level";
    private static final String COMMITTED = "read_committed";
    private static final String UNCOMMITTED = "read_uncommitted";

    private final ClickHouseClient client;
    private final AuditRequest request;
    private final KafkaLibrary kafka;
    private final MessageTable table;
    private final Optional<AuditedLetters> letters;
    private final Findings findings;

    private DeliveryAudit(ClickHouseClient client, AuditRequest request)
            throws ClickHouseException {
        this.client = client;
        this.request = request;
        boolean several = request.topics().size() > 1;
        this.table = MessageTable.of(client, request.table(), request.columns(), several);
        this.letters =
                request.letters().isPresent()
                        ? Optional.of(
                                AuditedLetters.of(client, request.letters().get(), request.table()))
                        : Optional.empty();
        this.kafka = KafkaLibrary.find();
        this.findings = new Findings(request.maxRanges());
    }

    /** Runs an audit. */
    public static List<Finding> of(ClickHouseClient client, AuditRequest request)
            throws ClickHouseException {
        DeliveryAudit audit = new DeliveryAudit(client, request);
        for (String topic : request.topics()) {
            audit.run(topic);
        }
        return audit.findings.all();
    }

    private void run(String topic) throws ClickHouseException {
        String isolation = request.kafka().getOrDefault(ISOLATION, COMMITTED);
        try (TopicReader all = reader(topic, UNCOMMITTED);
                TopicReader visible = reader(topic, isolation)) {
            run(topic, visible, all);
        }
    }

    private TopicReader reader(String topic, String isolation) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("default.api.timeout.ms", "30000");
        properties.put("client.id", "clickhouse-audit-" + UUID.randomUUID());
        properties.putAll(request.kafka());
        properties.put(ISOLATION, isolation);
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "none");
        return new TopicReader(kafka, topic, properties);
    }

    private void run(String topic, TopicReader visible, TopicReader all)
            throws ClickHouseException {
        StoredMessages stored = new StoredMessages(client, table, letters, topic);
        Map<Integer, OffsetRange> extent = stored.extent();
        Map<Integer, Long> ends = visible.ends(visible.partitions());
        Map<Integer, AuditedRange> ranges = ranges(visible, extent, ends);
        PartitionAudit.Subject subject = new PartitionAudit.Subject(topic, stored, findings);
        Map<Integer, List<Bucket>> buckets = stored.buckets(ranges.values());
        Map<Integer, StoredMessages.OtherLetters> others = stored.ofOthers(ranges.values());
        for (AuditedRange range : ranges.values()) {
            new PartitionAudit(subject, range, visible, all)
                    .run(
                            buckets.getOrDefault(range.partition(), List.of()),
                            Optional.ofNullable(others.get(range.partition())));
            if (request.until().isEmpty() && range.end() > range.to()) {
                findings.add(notAudited(topic, range));
            }
        }
        findUnknown(topic, extent, all.ends(all.partitions()));
        long unplaced = stored.withoutPosition();
        if (unplaced > 0) {
            findings.add(
                    new Finding(
                            FindingKind.NO_POSITION,
                            topic,
                            null,
                            null,
                            null,
                            unplaced,
                            "rows without partition or offset: nothing tells which messages they"
                                    + " are"));
        }
    }

    private Map<Integer, AuditedRange> ranges(
            TopicReader reader, Map<Integer, OffsetRange> extent, Map<Integer, Long> ends) {
        Map<Integer, Long> begins = reader.beginnings(ends.keySet());
        Optional<Map<Integer, Long>> since =
                request.since().map(bound -> bound.offsets(reader, begins, ends));
        Optional<Map<Integer, Long>> until =
                request.until().map(bound -> bound.offsets(reader, begins, ends));
        Map<Integer, AuditedRange> ranges = new TreeMap<>();
        ends.forEach(
                (partition, end) -> {
                    long begin = begins.get(partition);
                    OffsetRange rows =
                            extent.getOrDefault(partition, new OffsetRange(begin, begin));
                    long from =
                            since.map(all -> all.getOrDefault(partition, end)).orElse(rows.from());
                    long to = until.map(all -> all.getOrDefault(partition, end)).orElse(rows.to());
                    ranges.put(
                            partition,
                            new AuditedRange(
                                    partition,
                                    begin,
                                    end,
                                    from,
                                    Math.max(from, Math.min(to, end))));
                });
        return ranges;
    }

    private static Finding notAudited(String topic, AuditedRange range) {
        return new Finding(
                FindingKind.NOT_AUDITED,
                topic,
                range.partition(),
                range.to(),
                range.end() - 1,
                range.end() - range.to(),
                "behind the last row of the table: still under way, or lost at the end; 'until' ends"
                        + " the audit elsewhere");
    }

    /** Finds offsets that the topic cannot have given. */
    private void findUnknown(
            String topic, Map<Integer, OffsetRange> extent, Map<Integer, Long> ends) {
        extent.forEach(
                (partition, rows) -> {
                    long end = ends.getOrDefault(partition, 0L);
                    if (rows.to() > end) {
                        long from = Math.max(end, rows.from());
                        findings.add(
                                new Finding(
                                        FindingKind.NOT_IN_TOPIC,
                                        topic,
                                        partition,
                                        from,
                                        rows.to() - 1,
                                        rows.to() - from,
                                        "the table has offsets that the topic never had: another"
                                                + " topic or cluster, or a topic that was created"
                                                + " again"));
                    }
                });
    }
}
