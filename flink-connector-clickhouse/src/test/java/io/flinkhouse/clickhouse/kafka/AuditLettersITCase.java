// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an audit takes the dead letters about its own table for an explanation, and no others.
 */
@ExtendWith(ClickHouseExtension.class)
class AuditLettersITCase {

    private static final String COLUMNS =
            "id BIGINT NOT NULL, _topic STRING NOT NULL METADATA, _partition INT NOT NULL METADATA,"
                    + " _offset BIGINT NOT NULL METADATA";
    private static final String WHOLE = ", since => 'earliest', until => 'latest'";

    private ClickHouseDatabase db;

    @BeforeEach
    void createTables(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, _topic LowCardinality(String), _partition Int32, _offset"
                        + " Int64) ENGINE = MergeTree ORDER BY id");
        db.execute("CREATE TABLE u AS t");
        db.execute("ALTER TABLE u ADD COLUMN note String");
    }

    @Test
    void deadLettersAreNotMissing(@TempDir Path spool) throws Exception {
        Topic topic = Topic.create(1).send("{\"id\": 0}", "{", "{\"id\": 2}");
        topic.send(new ProducerRecord<>(topic.name(), 0, null, null));
        topic.send("{\"id\": 4}");
        Pipe.of(db, topic, COLUMNS)
                .with("scan.error-mode", "dead-letter")
                .with("sink.dead-letter.table", "dead")
                .with("sink.exactly-once.spool-path", spool.toUri().toString())
                .run();
        assertThat(AuditCall.on(db, "t", topic, ", dead_letters => 'dead'"))
                .containsExactly("ok 0 0..4 3", "dead letter 0 0..4 2");
        assertThat(AuditCall.on(db, "t", topic, ""))
                .containsExactly("not ok 0 0..4 3", "missing 0 1..1 1", "tombstone 0 3..3 1");
    }

    @Test
    void aLetterOfAnotherTableHidesNoLoss(@TempDir Path spool) throws Exception {
        Topic topic = Topic.create(1).send("{\"id\": 0}", "{\"id\": 1}", "{\"id\": 2}");
        Pipe.of(db, topic, COLUMNS).run();
        db.execute("DELETE FROM t WHERE _offset = 1");
        strict(topic, spool).with("sink.dead-letter.table", "dead").run();
        assertThat(AuditCall.on(db, "t", topic, ", dead_letters => 'dead'"))
                .containsExactly(
                        "not ok 0 0..2 2",
                        "missing 0 1..1 1",
                        "dead letter of another table 0 0..2 3");
        assertThat(AuditCall.on(db, "u", topic, WHOLE + ", dead_letters => 'dead'"))
                .containsExactly("ok 0 0..2 0", "dead letter 0 0..2 3");
    }

    @Test
    void aDeadLetterTableThatNamesNoTableIsSaidToHideLosses(@TempDir Path spool) throws Exception {
        Topic topic = Topic.create(1).send("{\"id\": 0}", "{\"id\": 1}", "{\"id\": 2}");
        db.execute("INSERT INTO t SELECT 1, '%s', 0, 0".formatted(topic.name()));
        db.execute(
                "CREATE TABLE old (time DateTime64(3), kind String, topic Nullable(String),"
                        + " partition Nullable(Int32), offset Nullable(Int64), key Nullable(String),"
                        + " raw_message Nullable(String), error String) ENGINE = MergeTree ORDER BY"
                        + " time SETTINGS non_replicated_deduplication_window = 100");
        strict(topic, spool).with("sink.dead-letter.table", "old").run();
        assertThat(AuditCall.on(db, "t", topic, WHOLE + ", dead_letters => 'old'"))
                .containsExactly("ok 0 0..2 1", "dead letter of any table 0 0..2 3");
    }

    /** Writes another table, for which all messages of the topic are broken. */
    private Pipe strict(Topic topic, Path spool) {
        return Pipe.of(db, topic, COLUMNS + ", note STRING NOT NULL")
                .with("table-name", "u")
                .with("scan.error-mode", "dead-letter")
                .with("sink.exactly-once.spool-path", spool.toUri().toString());
    }
}
