// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Fills one topic; {@link #close} returns when the broker has everything. */
public final class KafkaTopic implements AutoCloseable {

    /** A broker that was killed is waited for: nothing that was sent may be given up. */
    private static final int PATIENCE_MILLIS = 600_000;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private KafkaTopic(String bootstrapServers, String topic) {
        this.topic = topic;
        ByteArraySerializer bytes = new ByteArraySerializer();
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "linger.ms",
                                20,
                                "batch.size",
                                256 << 10,
                                "compression.type",
                                "lz4",
                                // A broker takes the second batch of a new topic before the first.
                                "max.in.flight.requests.per.connection",
                                1,
                                "delivery.timeout.ms",
                                PATIENCE_MILLIS,
                                "max.block.ms",
                                PATIENCE_MILLIS),
                        bytes,
                        bytes);
    }

    public static KafkaTopic create(KafkaBroker broker, String topic, int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            NewTopic created = new NewTopic(topic, partitions, (short) 1);
            admin.createTopics(List.of(created)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
        return new KafkaTopic(broker.bootstrapServers(), topic);
    }

    public void send(String value) {
        send(bytes(value));
    }

    public void send(byte[] value) {
        send(new ProducerRecord<>(topic, value));
    }

    /**
     * A record with a key, which decides the partition.
     *
     * @param value null for a tombstone
     */
    public void send(String key, String value) {
        send(new ProducerRecord<>(topic, bytes(key), value == null ? null : bytes(value)));
    }

    /** A record without key for this partition. */
    public void send(int partition, String value) {
        send(new ProducerRecord<>(topic, partition, null, bytes(value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the failure for flush()
    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(
                record,
                (metadata, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
    }

    /** Waits until the broker has everything sent so far. */
    public void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Cannot write to topic " + topic, failure.get());
        }
    }

    @Override
    public void close() {
        flush();
        producer.close();
    }
}
