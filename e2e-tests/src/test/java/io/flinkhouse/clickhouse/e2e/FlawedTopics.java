// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;
import io.flinkhouse.clickhouse.testutils.process.SchemaRegistry;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;

/**
 * The topics {@code pay} (JSON) and {@code ship} (Avro, each fifth message), of whose messages each
 * hundredth is broken; remembers which.
 */
final class FlawedTopics implements AutoCloseable {

    private static final int EVERY = 100;
    private static final int UNKNOWN_SCHEMA = 999_999;
    private static final String SCHEMA =
            """
            {"type": "record", "name": "record", "namespace": "org.apache.flink.avro.generated",
              "fields": [{"name": "id", "type": "long"}, {"name": "name", "type": "string"}]}
            """;
    private static final String HUGE = "x".repeat(200_000);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final int schema;
    private final List<Flaw> flaws;
    private long good;
    private long sum;

    /** A way to be broken. */
    private record Flaw(String topic, LongFunction<byte[]> message) {}

    private FlawedTopics(KafkaBroker kafka, int schema) {
        this.schema = schema;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.flaws =
                List.of(
                        flaw("{\"id\":%d,\"small\":1,"),
                        flaw("{\"id\":%d,\"state\":\"new\"}"),
                        flaw("{\"id\":%d,\"small\":300,\"state\":\"new\"}"),
                        new Flaw("pay", FlawedTopics::badText),
                        new Flaw("pay", id -> new byte[0]),
                        new Flaw("pay", id -> null),
                        flaw("{\"id\":%d,\"small\":\"" + HUGE + "\",\"state\":\"new\"}"),
                        flaw("{\"id\":%d,\"small\":1,\"state\":\"lost\"}"),
                        new Flaw("ship", id -> avro(0, UNKNOWN_SCHEMA, id)),
                        new Flaw("ship", id -> avro(7, schema, id)));
    }

    static FlawedTopics create(KafkaBroker kafka, SchemaRegistry registry) {
        KafkaTopic.create(kafka, "pay", 2).close();
        KafkaTopic.create(kafka, "ship", 2).close();
        return new FlawedTopics(kafka, registry.register("ship-value", SCHEMA));
    }

    /** Sends the messages with these numbers. */
    void send(long from, long to) {
        for (long id = from; id < to; id++) {
            if (id % EVERY == 0) {
                Flaw flaw = flaws.get((int) (id / EVERY % flaws.size()));
                send(flaw.topic(), flaw.message().apply(id), true);
            } else {
                good++;
                sum += id;
                if (id % 5 == 0) {
                    send("ship", avro(0, schema, id), false);
                } else {
                    send("pay", json("{\"id\":%d,\"small\":1,\"state\":\"paid\"}", id), false);
                }
            }
        }
        producer.flush();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("Cannot write the topics", failures.peek());
        }
    }

    /** Returns the number of valid messages, and the sum of their ids. */
    List<String> good() {
        return List.of("" + good, "" + sum);
    }

    /** Topic, partition and offset of each of the others. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the failure
    private void send(String topic, byte[] message, boolean isBroken) {
        producer.send(
                new ProducerRecord<>(topic, message),
                (place, error) -> {
                    if (error != null) {
                        failures.add(error);
                    } else if (isBroken) {
                        broken.add(topic + "-" + place.partition() + "-" + place.offset());
                    }
                });
    }

    private static Flaw flaw(String json) {
        return new Flaw("pay", id -> json(json, id));
    }

    private static byte[] json(String format, long id) {
        return format.formatted(id).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] badText(long id) {
        byte[] message = json("{\"id\":%d,\"small\":1,\"state\":\"?\"}", id);
        message[message.length - 3] = (byte) 0xC3;
        return message;
    }

    private static byte[] avro(int magic, int schema, long id) {
        ByteArrayOutputStream out = AvroLine.message(magic, schema);
        AvroLine.writeLong(id, out);
        AvroLine.writeBytes(("n" + id).getBytes(StandardCharsets.UTF_8), out);
        return out.toByteArray();
    }

    @Override
    public void close() {
        producer.close();
    }
}
