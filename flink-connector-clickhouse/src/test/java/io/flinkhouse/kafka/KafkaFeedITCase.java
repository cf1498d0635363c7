// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the options of Kafka's connector do in a table that writes ClickHouse. */
@ExtendWith(ClickHouseExtension.class)
class KafkaFeedITCase {

    private static final String COLUMNS = "id BIGINT NOT NULL, name STRING";

    private final Topic topic = Topic.create(2);
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String)) ENGINE = MergeTree ORDER BY id");
    }

    @Test
    void oneTableIsTheWholePipe() throws Exception {
        topic.send(row(1, "a"), row(2, "b"), "{\"id\":3}");
        pipe().run();
        assertThat(db.query("SELECT id, ifNull(name, '-') FROM t ORDER BY id"))
                .containsExactly(List.of("1", "a"), List.of("2", "b"), List.of("3", "-"));
    }

    private Pipe pipe() {
        return Pipe.of(db, topic, COLUMNS);
    }

    private static String row(long id, String name) {
        return "{\"id\":%d,\"name\":\"%s\"}".formatted(id, name);
    }
}
