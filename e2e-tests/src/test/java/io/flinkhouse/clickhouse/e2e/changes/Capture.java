// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.e2e.changes.Change.Item;

import java.util.ArrayList;
import java.util.List;

/** The message formats of tools that capture changes. */
enum Capture {
    DEBEZIUM("debezium-json") {
        @Override
        void send(KafkaTopic topic, Change change) {
            for (Change part : parts(change)) {
                topic.send(key(part), debezium(json(part.before()), json(part.after()), part));
            }
        }
    },
    /** A database that logs no more of the old row than its key. */
    DEBEZIUM_WITHOUT_BEFORE("debezium-json") {
        @Override
        void send(KafkaTopic topic, Change change) {
            for (Change part : parts(change)) {
                String before = part.before() == null ? "null" : "{\"id\":" + part.id() + "}";
                topic.send(key(part), debezium(before, json(part.after()), part));
            }
        }
    },
    CANAL("canal-json") {
        @Override
        void send(KafkaTopic topic, Change change) {
            boolean delete = change.after() == null;
            String type = delete ? "DELETE" : change.before() == null ? "INSERT" : "UPDATE";
            topic.send(
                    ONE_PARTITION,
                    "{\"data\":[%s],\"old\":%s,\"type\":\"%s\",\"database\":\"d\",\"table\":\"t\",\"ts\":1}"
                            .formatted(
                                    json(delete ? change.before() : change.after()),
                                    type.equals("UPDATE")
                                            ? "[" + json(change.before()) + "]"
                                            : null,
                                    type));
        }
    },
    MAXWELL("maxwell-json") {
        @Override
        void send(KafkaTopic topic, Change change) {
            boolean delete = change.after() == null;
            String type = delete ? "delete" : change.before() == null ? "insert" : "update";
            topic.send(
                    ONE_PARTITION,
                    "{\"database\":\"d\",\"table\":\"t\",\"type\":\"%s\",\"ts\":1,\"data\":%s,\"old\":%s}"
                            .formatted(
                                    type,
                                    json(delete ? change.before() : change.after()),
                                    type.equals("update") ? json(change.before()) : null));
        }
    },
    /** The last row by key, and a tombstone where there is none. */
    UPSERT("json") {
        @Override
        void send(KafkaTopic topic, Change change) {
            if (change.after() == null || change.changesKey()) {
                topic.send("{\"id\":" + change.before().id() + "}", null);
            }
            if (change.after() != null) {
                topic.send("{\"id\":" + change.after().id() + "}", json(change.after()));
            }
        }
    };

    /** These tools need not partition by key; a change of a key must stay in order. */
    private static final String ONE_PARTITION = "t";

    private final String format;

    Capture(String format) {
        this.format = format;
    }

    abstract void send(KafkaTopic topic, Change change);

    /** DDL of the table that reads the topic, without its WITH. */
    String columns() {
        return "(id BIGINT, name STRING, n BIGINT, PRIMARY KEY (id) NOT ENFORCED)";
    }

    String options() {
        return this == UPSERT
                ? "'connector' = 'upsert-kafka', 'key.format' = 'json', 'value.format' = 'json'"
                : "'connector' = 'kafka', 'scan.startup.mode' = 'earliest-offset', 'format' = '"
                        + format
                        + "'";
    }

    /** Returns whether a delete carries the whole old row. */
    boolean hasWholeRows() {
        return this != DEBEZIUM_WITHOUT_BEFORE;
    }

    String topic() {
        return "of_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Debezium writes a change of the key as a delete and an insert. */
    private static List<Change> parts(Change change) {
        if (!change.changesKey()) {
            return List.of(change);
        }
        List<Change> parts = new ArrayList<>();
        parts.add(new Change(change.before(), null));
        parts.add(new Change(null, change.after()));
        return parts;
    }

    private static String key(Change change) {
        return "" + change.id();
    }

    private static String debezium(String before, String after, Change change) {
        String op = change.before() == null ? "c" : change.after() == null ? "d" : "u";
        return "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"ts_ms\":1}"
                .formatted(before, after, op);
    }

    private static String json(Item item) {
        return item == null
                ? "null"
                : "{\"id\":%d,\"name\":\"%s\",\"n\":%d}"
                        .formatted(item.id(), item.name(), item.n());
    }
}
