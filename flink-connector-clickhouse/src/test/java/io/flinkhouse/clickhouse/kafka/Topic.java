// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.process.Certificates;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** A fresh topic on the broker that all tests of this JVM share. */
final class Topic {

    private final String name;

    private Topic(String name) {
        this.name = name;
    }

    static Topic create(int partitions) {
        return create("t_" + UUID.randomUUID(), partitions);
    }

    static Topic create(String name, int partitions) {
        return create(new NewTopic(name, partitions, (short) 1));
    }

    static Topic create(NewTopic topic) {
        wait(Shared.ADMIN.createTopics(List.of(topic)).all());
        return new Topic(topic.name());
    }

    static String bootstrapServers() {
        return Shared.BROKER.bootstrapServers();
    }

    static KafkaBroker broker() {
        return Shared.BROKER;
    }

    static Certificates certificates() {
        return Shared.CERTIFICATES;
    }

    static Admin admin() {
        return Shared.ADMIN;
    }

    String name() {
        return name;
    }

    /** Sends values to partition 0, in this order. */
    Topic send(String... values) {
        for (String value : values) {
            send(new ProducerRecord<>(name, 0, null, bytes(value)));
        }
        return this;
    }

    Topic send(ProducerRecord<byte[], byte[]> message) {
        wait(Shared.PRODUCER.send(message));
        return this;
    }

    /** Sends messages with another producer, and waits for all of them. */
    static void sendAll(
            KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> messages) {
        List<Future<?>> sent = new ArrayList<>();
        messages.forEach(message -> sent.add(producer.send(message)));
        sent.forEach(Topic::wait);
    }

    static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static void wait(Future<?> done) {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Started when the first test asks; the broker ends with the JVM. */
    private static final class Shared {
        static final Certificates CERTIFICATES = Certificates.create();
        static final KafkaBroker BROKER = KafkaBroker.start(CERTIFICATES);
        static final Admin ADMIN = Admin.create(client());
        static final KafkaProducer<byte[], byte[]> PRODUCER =
                new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());

        private static Map<String, Object> client() {
            return Map.of("bootstrap.servers", BROKER.bootstrapServers());
        }
    }
}
