// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One guarantee of the documentation under faults: its tables, its jobs, its messages, and the
 * comparison. An instance serves one run.
 */
abstract class Shape {

    static final String TARGET = "default.target";

    /** Each partition of a table is a block of its own in an insert. */
    static final String THREE_PARTITIONS = " ENGINE = MergeTree PARTITION BY id % 3 ORDER BY id";

    static final String WINDOW = " SETTINGS non_replicated_deduplication_window = 10000";
    static final String FENCE =
            ", _flink_block UInt64 MATERIALIZED toUInt64OrZero(initialQueryID()) CODEC(T64, ZSTD(1))";

    private static final int MOST_PER_TICK = 200;

    /** Creates the tables of ClickHouse. */
    abstract void create(ClickHouseServer clickHouse);

    /** The statements of each job, without the settings. */
    abstract List<String> jobs(JobSql sql);

    /** Sends a message. */
    abstract void send(KafkaTopic topic, long number, Random random);

    /** Returns whether nothing is missing in the tables, so that the comparison may begin. */
    abstract boolean isComplete(long messages);

    abstract List<Comparison> compare(long messages);

    /** How many rows there are in all. */
    long rows(long messages) {
        return messages;
    }

    /** How many messages are sent in the next 50 ms. */
    int pace(long sent, Random random) {
        return random.nextInt(MOST_PER_TICK);
    }

    /** The text of the statements that faults of the network strike. */
    String victims() {
        return "INSERT INTO";
    }

    /** How an answer is cut off that the jobs wait for. */
    Fault cutAnswer(Random random) {
        return new Fault.CutAfterAnswer();
    }

    /** The tables that the jobs insert into. */
    List<String> targets() {
        return List.of(TARGET);
    }

    /** The kinds of faults that do not strike this shape, each with the reason. */
    Map<FaultKind, String> leftOut() {
        return Map.of();
    }

    /** The server, with a user {@code job} for the jobs, whose profile has these settings. */
    ClickHouseOptions server(Map<String, String> profile) {
        return JobUser.with(profile, List.of());
    }

    /** Starts the servers that have the tables. */
    Servers start(ClickHouseOptions options) {
        return Servers.of(ClickHouseServer.start(options));
    }

    /** Environment variables of the TaskManagers. */
    Map<String, String> taskEnvironment() {
        return Map.of();
    }

    /** Starts what happens beside the jobs; called when the tables exist. */
    void begin(ClickHouseServer clickHouse) {}

    /** Ends it. */
    void end() {}

    /** True while a request may be late: others must not make the server forget its token. */
    void calm(boolean calm) {}

    /** Called before the last fault. */
    void beforeLastFault() {}

    /** Returns whether the jobs end by themselves. */
    boolean isBounded() {
        return false;
    }

    /** Returns whether jobs wait for more than what is sent, also when no more faults come. */
    boolean lacks(long sent) {
        return false;
    }

    /**
     * The line of the documentation that allows the job to stop with a question about a block that
     * was sealed at this time; empty if the block must be decidable.
     */
    Optional<String> disclaimsStop(long sealedAtMillis) {
        return Optional.empty();
    }

    /** Blocks that were sealed between these times may be there twice: the operator said so. */
    void resent(long fromMillis, long untilMillis) {}

    /** By how much the clock of the TaskManagers is ahead. */
    long clockAheadMillis() {
        return 0;
    }
}
