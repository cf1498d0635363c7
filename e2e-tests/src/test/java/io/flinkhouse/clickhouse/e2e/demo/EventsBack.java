// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The events of a topic, as far as their transactions are committed. */
final class EventsBack implements Arrivals, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final KafkaConsumer<String, String> consumer;
    private final Set<String> positions = new HashSet<>();
    private long count;

    EventsBack(String bootstrapServers, String topic, int partitions) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest");
        consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        List<TopicPartition> all =
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
        consumer.assign(all);
    }

    @Override
    public long count() {
        ConsumerRecords<String, String> events;
        do {
            events = consumer.poll(PATIENCE);
            for (ConsumerRecord<String, String> event : events) {
                count++;
                positions.add(event.value().replaceFirst(".*(\"_partition\".*)", "$1"));
            }
        } while (!events.isEmpty());
        return count;
    }

    @Override
    public long distinct() {
        return positions.size();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
