// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a topic: its partitions, their offsets, and the records in given ranges of offsets. Ranges
 * that follow each other closely are read without a seek.
 */
final class TopicReader implements AutoCloseable {

    private static final String RECORD = "clients.consumer.ConsumerRecord";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A seek costs a request; about so many records come with one. */
    private static final long NEAR = 5_000;

    private final KafkaLibrary kafka;
    private final String topic;
    private final Object consumer;
    private final Method offset;
    private final Method timestamp;
    private final Method value;

    private int partition = -1;
    private List<?> polled = List.of();
    private int next;

    /** All records before it were returned by the last polls. */
    private long position;

    /** Records before it are gone by. */
    private long passed;

    TopicReader(KafkaLibrary kafka, String topic, Map<String, Object> properties) {
        this.kafka = kafka;
        this.topic = topic;
        this.consumer = kafka.consumer(properties);
        this.offset = kafka.method(RECORD, "offset");
        this.timestamp = kafka.method(RECORD, "timestamp");
        this.value = kafka.method(RECORD, "value");
    }

    /** Receives the records of a range. */
    interface RecordVisitor {
        void record(long offset, long timestamp, boolean tombstone);
    }

    /** Returns the numbers of the partitions. */
    Set<Integer> partitions() {
        Set<Integer> found = new TreeSet<>();
        List<?> infos = (List<?>) KafkaLibrary.call(consumer, "partitionsFor", topic);
        if (infos != null) {
            infos.forEach(info -> found.add((Integer) KafkaLibrary.call(info, "partition")));
        }
        if (found.isEmpty()) {
            throw new ValidationException(
                    "Kafka has no topic '"
                            + topic
                            + "', or the user may not describe it. Check 'topic'.");
        }
        return found;
    }

    Map<Integer, Long> beginnings(Set<Integer> partitions) {
        return offsets("beginningOffsets", partitions);
    }

    /** Returns the offsets after the last record that the isolation level shows. */
    Map<Integer, Long> ends(Set<Integer> partitions) {
        return offsets("endOffsets", partitions);
    }

    private Map<Integer, Long> offsets(String method, Set<Integer> partitions) {
        Map<?, ?> found = (Map<?, ?>) KafkaLibrary.call(consumer, method, all(partitions));
        Map<Integer, Long> offsets = new HashMap<>();
        found.forEach((key, end) -> offsets.put(number(key), (Long) end));
        return offsets;
    }

    /** Returns the first offset at or after a time; partitions without one are left out. */
    Map<Integer, Long> at(Set<Integer> partitions, long millis) {
        Map<Object, Long> times = new HashMap<>();
        all(partitions).forEach(key -> times.put(key, millis));
        return positions((Map<?, ?>) KafkaLibrary.call(consumer, "offsetsForTimes", times));
    }

    /** Returns the offsets that the consumer group has committed. */
    Map<Integer, Long> committed(Set<Integer> partitions) {
        return positions(
                (Map<?, ?>)
                        KafkaLibrary.call(consumer, "committed", new HashSet<>(all(partitions))));
    }

    private static Map<Integer, Long> positions(Map<?, ?> found) {
        Map<Integer, Long> offsets = new HashMap<>();
        found.forEach(
                (key, at) -> {
                    if (at != null) {
                        offsets.put(number(key), (Long) KafkaLibrary.call(at, "offset"));
                    }
                });
        return offsets;
    }

    private Collection<Object> all(Set<Integer> partitions) {
        return partitions.stream().map(each -> kafka.partition(topic, each)).toList();
    }

    private static Integer number(Object topicPartition) {
        return (Integer) KafkaLibrary.call(topicPartition, "partition");
    }

    /**
     * Shows the records of a range to a visitor.
     *
     * @param to the offset after the range; not behind the end of the partition
     */
    void read(int number, long first, long to, RecordVisitor visitor) {
        go(number, first);
        while (true) {
            for (; next < polled.size(); next++) {
                Object record = polled.get(next);
                long at = (Long) KafkaLibrary.invoke(offset, record);
                if (at >= to) {
                    passed = to;
                    return;
                }
                if (at >= first) {
                    visitor.record(
                            at,
                            (Long) KafkaLibrary.invoke(timestamp, record),
                            KafkaLibrary.invoke(value, record) == null);
                }
            }
            passed = Math.min(to, position);
            if (position >= to) {
                return;
            }
            poll();
        }
    }

    private void go(int number, long first) {
        if (number == partition && first >= passed && first <= position + NEAR) {
            return;
        }
        Object target = kafka.partition(topic, number);
        if (number != partition) {
            KafkaLibrary.call(consumer, "assign", List.of(target));
            partition = number;
        }
        KafkaLibrary.call(consumer, "seek", target, first);
        polled = List.of();
        next = 0;
        position = first;
        passed = first;
    }

    private void poll() {
        Object target = kafka.partition(topic, partition);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long before = position;
        do {
            Object records = KafkaLibrary.call(consumer, "poll", POLL);
            polled = (List<?>) KafkaLibrary.call(records, "records", target);
            next = 0;
            position = (Long) KafkaLibrary.call(consumer, "position", target);
            if (System.nanoTime() > deadline) {
                throw new TableException(
                        "Kafka returned no record of topic '%s', partition %d, from offset %d on within %d s. Check that its brokers are up."
                                .formatted(topic, partition, before, PATIENCE.toSeconds()));
            }
        } while (position == before);
    }

    @Override
    public void close() {
        KafkaLibrary.call(consumer, "close");
    }
}
