// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.api.ValidationException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The begin or the end of an audit, in each partition of a topic. */
@Internal
public sealed interface AuditBound {

    /** The first offset that the topic still has. */
    record Earliest() implements AuditBound {}

    /** The end of the topic at the start of the audit. */
    record Latest() implements AuditBound {}

    /** The offset that the consumer group has committed. */
    record Committed() implements AuditBound {}

    /** The first message at or after a time. */
    record At(Instant time) implements AuditBound {}

    String EARLIEST = "earliest";
    String LATEST = "latest";
    String COMMITTED = "committed";

    /**
     * Parses an argument.
     *
     * @param name of the argument, for the error
     */
    static AuditBound parse(String name, String text) {
        return switch (text.trim()) {
            case EARLIEST -> new Earliest();
            case LATEST -> new Latest();
            case COMMITTED -> new Committed();
            default -> new At(time(name, text.trim()));
        };
    }

    private static Instant time(String name, String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text.replace(' ', 'T'))
                    : LocalDateTime.parse(
                                    text.replace(' ', 'T'), DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                            .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new ValidationException(
                    "'"
                            + name
                            + "' is '"
                            + text
                            + "'; give a time in UTC such as '2026-11-01 00:00:00', or one of '"
                            + EARLIEST
                            + "', '"
                            + LATEST
                            + "' and '"
                            + COMMITTED
                            + "', the offsets of the consumer group.");
        }
    }

    /**
     * Returns the offset of each partition.
     *
     * @param begins the first offsets
     * @param ends the offsets after the last ones
     */
    default Map<Integer, Long> offsets(
            TopicReader reader, Map<Integer, Long> begins, Map<Integer, Long> ends) {
        Set<Integer> partitions = ends.keySet();
        if (this instanceof Earliest) {
            return begins;
        }
        if (this instanceof Latest) {
            return ends;
        }
        if (this instanceof At at) {
            return reader.at(partitions, at.time().toEpochMilli());
        }
        Map<Integer, Long> committed = reader.committed(partitions);
        if (committed.isEmpty()) {
            throw new ValidationException(
                    "The consumer group has committed no offset of this topic. Check 'group.id' in"
                            + " 'properties', or give a time.");
        }
        Map<Integer, Long> offsets = new HashMap<>(begins);
        offsets.putAll(committed);
        return offsets;
    }
}
