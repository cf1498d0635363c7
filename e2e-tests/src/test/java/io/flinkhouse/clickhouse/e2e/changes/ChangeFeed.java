// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;

import java.util.List;

/** Random changes for a topic in Debezium's format, and the rows that they leave. */
public final class ChangeFeed {

    /** The columns of a table in ClickHouse, without those of its engine. */
    public static final String COLUMNS = ChangeJob.COLUMNS;

    private final History history;

    public ChangeFeed(long seed, int keys) {
        this.history = new History(seed, keys);
    }

    /** The columns of a table in Flink. */
    public static String flinkColumns() {
        return Capture.DEBEZIUM.columns();
    }

    /** What a script must say on the Flink line of this run. */
    public static String settings() {
        return Line.settings();
    }

    public void send(KafkaTopic topic) {
        Capture.DEBEZIUM.send(topic, history.next());
    }

    /** The rows as a server shows them: id, name, n by id. */
    public List<List<String>> truth() {
        return history.truth();
    }
}
