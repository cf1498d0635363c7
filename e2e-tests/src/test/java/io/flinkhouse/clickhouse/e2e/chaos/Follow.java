// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A table that is read continuously into another one and into a topic, which is read into a third
 * one, while others insert into the first table, change and delete rows of it, and its parts merge;
 * faults strike the answers of the reading. Each row that stays must arrive once in both, any other
 * at most once.
 */
final class Follow extends FenceOnly {

    private static final String SOURCE = "default.source";
    private static final String BACK = "default.back";
    private static final String TRANSACTIONS =
            JobSql.JSON
                    + ", 'properties.isolation.level' = 'read_committed'"
                    + ", 'sink.delivery-guarantee' = 'exactly-once'"
                    + ", 'sink.transactional-id-prefix' = 'back'"
                    + ", 'properties.transaction.timeout.ms' = '600000'";
    private static final String COLUMNS = "(id BIGINT NOT NULL, payload STRING NOT NULL)";
    private static final int ROWS_PER_INSERT = 50;
    private static final int MOST_INSERTS_PER_TICK = 3;
    private static final int MOST_BYTES = 5_000;
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private ClickHouseServer server;
    private Unrest unrest;

    @Override
    void createTables(ClickHouseServer clickHouse) {
        super.createTables(clickHouse);
        server = clickHouse;
        clickHouse.execute("CREATE TABLE " + BACK + " AS " + TARGET);
        clickHouse.execute(
                "CREATE TABLE "
                        + SOURCE
                        + " (id UInt64, payload String, n UInt64) ENGINE = MergeTree"
                        + " PARTITION BY id % 3 ORDER BY (id % 64, id) SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1,"
                        + " non_replicated_deduplication_window = 10000");
    }

    @Override
    List<String> jobs(JobSql sql) {
        String source =
                sql.table(
                        "source",
                        COLUMNS,
                        "'scan.startup.mode' = 'initial'",
                        "'scan.incremental.poll-interval' = '200 ms'",
                        "'sink.retry.timeout' = '1 min'");
        String topic = sql.topic();
        return List.of(
                source
                        + sql.exactlyOnce("target", JobSql.ROWS)
                        + JobSql.insert("target", "SELECT id, payload FROM source"),
                source
                        + sql.topic("(id BIGINT, payload STRING)", TRANSACTIONS)
                        + sql.exactlyOnce("back", JobSql.ROWS)
                        + "EXECUTE STATEMENT SET BEGIN\n"
                        + JobSql.insert(topic, "SELECT id, payload FROM source")
                        + JobSql.insert("back", JobSql.SELECT_ROWS + topic)
                        + "END;\n");
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
    void begin(ClickHouseServer clickHouse) {
        unrest = new Unrest(clickHouse, SOURCE).start();
    }

    @Override
    void end() {
        unrest.close();
    }

    @Override
    int pace(long sent, Random random) {
        return random.nextInt(MOST_INSERTS_PER_TICK);
    }

    /** Inserts some rows, once: while the server is away, with the same token again. */
    @Override
    void send(KafkaTopic topic, long number, Random random) {
        String insert =
                "INSERT INTO %s SETTINGS insert_deduplication_token = '%d' SELECT number + %d, hex(cityHash64(number)), 0 FROM numbers(%d)"
                        .formatted(SOURCE, number, number * ROWS_PER_INSERT, ROWS_PER_INSERT);
        while (true) {
            try {
                server.execute(insert);
                return;
            } catch (IllegalStateException e) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    @Override
    long rows(long messages) {
        return messages * ROWS_PER_INSERT;
    }

    @Override
    boolean isComplete(long messages) {
        return super.isComplete(rows(messages)) && counts().distinct(BACK) >= rows(messages);
    }

    @Override
    List<Comparison> compare(long messages) {
        return Stream.of(TARGET, BACK)
                .flatMap(
                        table ->
                                Stream.of(
                                        counts().compare(table, rows(messages)),
                                        counts().compareForeign(table)))
                .toList();
    }
}
