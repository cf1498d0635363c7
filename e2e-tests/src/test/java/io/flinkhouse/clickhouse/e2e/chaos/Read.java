// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A bounded scan in streaming mode from one table into another, while others insert into the first
 * one, change and delete rows of it, and its parts merge; faults strike the answers of the scan.
 * Each row that is there all the time must arrive once, any other at most once.
 */
final class Read extends FenceOnly {

    private static final String SOURCE = "default.source";
    private static final String COLUMNS = "(id BIGINT NOT NULL, payload STRING NOT NULL)";

    /** Rows that a query may read per second, so that the scan outlasts the faults. */
    private static final int SPEED = 4_000;

    private static final int MOST_BYTES = 200_000;
    private static final int ROWS_PER_FAULT = 250_000;

    private final long rows;
    private Unrest unrest;

    Read(int faults) {
        this.rows = (faults + 1L) * ROWS_PER_FAULT;
    }

    @Override
    void createTables(ClickHouseServer clickHouse) {
        super.createTables(clickHouse);
        clickHouse.execute(
                "CREATE TABLE "
                        + SOURCE
                        + " (id UInt64, payload String, n UInt64) ENGINE = MergeTree"
                        + " PARTITION BY id % 3 ORDER BY (id % 64, id) SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        clickHouse.execute(
                "INSERT INTO "
                        + SOURCE
                        + " SELECT number, hex(cityHash64(number)), 0 FROM numbers("
                        + rows
                        + ")");
    }

    @Override
    List<String> jobs(JobSql sql) {
        String scan =
                sql.table(
                        "source",
                        COLUMNS,
                        "'scan.split.size' = '1 mb'",
                        "'settings.max_execution_speed' = '" + SPEED + "'",
                        "'settings.timeout_before_checking_execution_speed' = '0'");
        return List.of(
                scan
                        + sql.exactlyOnce("target", JobSql.ROWS)
                        + JobSql.insert("target", "SELECT id, payload FROM source"));
    }

    @Override
    String victims() {
        return "FROM `default`.`source`";
    }

    @Override
    Fault cutAnswer(Random random) {
        return new Fault.CutWithin(random.nextInt(MOST_BYTES));
    }

    @Override
    Map<FaultKind, String> leftOut() {
        return Map.of(FaultKind.KILL_KAFKA, "does not apply: this shape reads no topic");
    }

    @Override
    void begin(ClickHouseServer clickHouse) {
        unrest = new Unrest(clickHouse, SOURCE).start();
    }

    @Override
    void end() {
        unrest.close();
    }

    @Override
    int pace(long sent, Random random) {
        return 0;
    }

    @Override
    void send(KafkaTopic topic, long number, Random random) {
        throw new IllegalStateException("This shape has no messages");
    }

    @Override
    boolean isBounded() {
        return true;
    }

    @Override
    long rows(long messages) {
        return rows;
    }

    @Override
    boolean isComplete(long messages) {
        return super.isComplete(rows);
    }

    @Override
    List<Comparison> compare(long messages) {
        return List.of(counts().compare(TARGET, rows), counts().compareForeign(TARGET));
    }
}
