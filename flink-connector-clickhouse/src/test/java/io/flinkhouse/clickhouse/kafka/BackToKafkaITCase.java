// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.functions.ScalarFunction;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs that copy a ClickHouse table to Kafka or another ClickHouse, and fail once. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(120)
class BackToKafkaITCase {

    private static final int ROWS = 3000;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private TableEnvironment env;

    /** Fails once, at the row with this id. */
    public static final class FailAt extends ScalarFunction {
        private static final long serialVersionUID = 1L;
        private static volatile long id;

        public long eval(long row) {
            if (row == id) {
                id = -1;
                throw new IllegalStateException("The failure that this test wants");
            }
            return row;
        }
    }

    @BeforeEach
    void create(ClickHouseDatabase database) {
        db = database;
        db.execute(
                "CREATE TABLE orders (id Int64, name Nullable(String)) ENGINE = MergeTree"
                        + " PARTITION BY intDiv(id, 1000) ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        insert(0, ROWS);
        Configuration config = MiniFlink.configuration();
        config.setString("execution.checkpointing.interval", "100 ms");
        config.setString("execution.checkpointing.dir", directory.toUri().toString());
        config.setString("restart-strategy.type", "fixed-delay");
        config.setString("restart-strategy.fixed-delay.attempts", "3");
        config.setString("restart-strategy.fixed-delay.delay", "10 ms");
        config.setString("parallelism.default", "2");
        env = TableEnvironment.create(config);
        env.createTemporarySystemFunction("fail_at", FailAt.class);
    }

    @Test
    void rowsThatAreInTheTableReachKafkaOnce() throws Exception {
        Topic topic = Topic.create(2);
        declare("snapshot");
        declareKafka(topic);
        FailAt.id = ROWS - 1;
        env.executeSql("INSERT INTO copy SELECT fail_at(id), name FROM orders").await();
        assertThat(committed(topic, ROWS)).containsExactlyInAnyOrderElementsOf(ids(ROWS));
        assertThat(FailAt.id).isEqualTo(-1);
    }

    @Test
    void rowsThatAreInsertedReachKafkaOnce() {
        Topic topic = Topic.create(2);
        declare("initial");
        declareKafka(topic);
        FailAt.id = ROWS + 60;
        env.executeSql("INSERT INTO copy SELECT fail_at(id), name FROM orders");
        for (int i = 0; i < 10; i++) {
            insert(ROWS + 10 * i, 10);
            db.execute("OPTIMIZE TABLE orders FINAL");
        }
        assertThat(committed(topic, ROWS + 100))
                .containsExactlyInAnyOrderElementsOf(ids(ROWS + 100));
        assertThat(FailAt.id).isEqualTo(-1);
    }

    /** The target has another engine, and is on another server. */
    @Test
    void aTableIsMovedToAnotherServerWhileItGrows() {
        try (ClickHouseServer server = ClickHouseServer.start();
                ClickHouseDatabase other = server.database()) {
            other.execute(
                    "CREATE TABLE orders (id Int64, name Nullable(String), _flink_block UInt64"
                            + " MATERIALIZED toUInt64OrZero(initialQueryID())) ENGINE = MergeTree"
                            + " PARTITION BY id % 2 ORDER BY (name, id) SETTINGS"
                            + " allow_nullable_key = 1, non_replicated_deduplication_window = 1000");
            declare("initial");
            env.executeSql(ddl("copy", clickHouse(other) + ", 'sink.semantic' = 'exactly-once'"));
            FailAt.id = ROWS + 60;
            env.executeSql("INSERT INTO copy SELECT fail_at(id), name FROM orders");
            for (int i = 0; i < 10; i++) {
                insert(ROWS + 10 * i, 10);
            }
            Await.until(
                    "all rows to be copied",
                    SOON,
                    () ->
                            other.query("SELECT uniqExact(id) FROM orders")
                                    .get(0)
                                    .get(0)
                                    .equals(String.valueOf(ROWS + 100)));
            assertThat(other.query("SELECT count(), sum(id), min(name = toString(id)) FROM orders"))
                    .isEqualTo(db.query("SELECT count(), sum(id), 1 FROM orders"));
            assertThat(FailAt.id).isEqualTo(-1);
        }
    }

    private void insert(int from, int count) {
        db.execute(
                "INSERT INTO orders SELECT number + "
                        + from
                        + ", toString(id) FROM (SELECT number, number + "
                        + from
                        + " AS id FROM numbers("
                        + count
                        + "))");
    }

    private void declare(String mode) {
        env.executeSql(
                ddl(
                        "orders",
                        clickHouse(db)
                                + ", 'scan.startup.mode' = '"
                                + mode
                                + "', 'scan.incremental.poll-interval' = '50 ms',"
                                + " 'scan.split.size' = '1 kb', 'scan.fetch-size' = '100'"));
    }

    private static String clickHouse(ClickHouseDatabase database) {
        return "'connector' = 'clickhouse', 'table-name' = 'orders', 'url' = '"
                + database.url()
                + "', 'username' = '"
                + database.username()
                + "', 'password' = '"
                + database.password()
                + "', 'database-name' = '"
                + database.name()
                + "'";
    }

    private void declareKafka(Topic topic) {
        env.executeSql(
                ddl(
                        "copy",
                        "'connector' = 'kafka', 'format' = 'json',"
                                + " 'sink.delivery-guarantee' = 'exactly-once',"
                                + " 'properties.transaction.timeout.ms' = '600000',"
                                + " 'sink.transactional-id-prefix' = '"
                                + topic.name()
                                + "', 'topic' = '"
                                + topic.name()
                                + "', 'properties.bootstrap.servers' = '"
                                + Topic.bootstrapServers()
                                + "'"));
    }

    private static String ddl(String name, String options) {
        return "CREATE TABLE " + name + " (id BIGINT NOT NULL, name STRING) WITH (" + options + ")";
    }

    private static List<Long> ids(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** The ids that a consumer of committed messages sees, at least so many. */
    private static List<Long> committed(Topic topic, int count) {
        List<Long> ids = new ArrayList<>();
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        Topic.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(
                    List.of(
                            new TopicPartition(topic.name(), 0),
                            new TopicPartition(topic.name(), 1)));
            Await.until(
                    count + " messages",
                    SOON,
                    () -> {
                        for (ConsumerRecord<String, String> message :
                                consumer.poll(Duration.ofMillis(100))) {
                            ids.add(id(message.value()));
                        }
                        return ids.size() >= count;
                    });
        }
        return ids;
    }

    private static long id(String json) {
        return Long.parseLong(json.replaceAll(".*\"id\":(\\d+).*", "$1"));
    }
}
