// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.stream.IntStream;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests mistakes of users that are found when a statement is planned. The SQL client shows only the
 * innermost exception, so its message must be complete.
 */
@ExtendWith(ClickHouseExtension.class)
class WrongInputITCase {

    private static final String COLUMNS = "id BIGINT NOT NULL, name STRING";

    private static final String KAFKA =
            "CREATE TABLE topic ("
                    + COLUMNS
                    + ") WITH ('connector' = 'kafka', 'topic' = 't', 'format' = 'json',"
                    + " 'properties.bootstrap.servers' = 'localhost:1')";

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String), added DateTime DEFAULT now(),"
                        + " note Nullable(String), tags Array(String), big Int64 MATERIALIZED id * 2,"
                        + " twice Int64 ALIAS id * 2) ENGINE = MergeTree ORDER BY id");
    }

    @Test
    void nothingIsWrong() {
        assertThat(table().explain()).contains("sink");
    }

    // Columns and types

    @Test
    void unknownColumn() {
        refused(SqlTable.of(db, "id BIGINT NOT NULL, nmae STRING"))
                .hasMessageContaining("Cannot write to ClickHouse table `" + db.name() + "`.`t`")
                .hasMessageContaining("It has no column 'nmae'. Did you mean 'name'?")
                .hasMessageContaining("ADD COLUMN `nmae` Nullable(String)");
    }

    @Test
    void unknownColumnLikeNoOther() {
        refused(SqlTable.of(db, "id BIGINT NOT NULL, quantity INT"))
                .hasMessageContaining("no column 'quantity'. It has id, name, added")
                .hasMessageContaining("ADD COLUMN `quantity` Nullable(Int32)");
    }

    @Test
    void nullableIntoNotNullable() {
        refused(SqlTable.of(db, "id BIGINT"))
                .hasMessageContaining(
                        "Column 'id': BIGINT is nullable, but Int64 cannot store NULL")
                .hasMessageContaining("declare the Flink column NOT NULL")
                .hasMessageContaining("or set 'sink.error-mode' to 'skip' or 'dead-letter'");
    }

    @Test
    void typeThatDoesNotFit() {
        refused(SqlTable.of(db, "id BIGINT NOT NULL, added ARRAY<STRING> NOT NULL"))
                .hasMessageContaining("Column 'added': ARRAY<STRING> NOT NULL")
                .hasMessageContaining("DateTime");
    }

    @Test
    void typeThatNobodyCanWrite() {
        db.execute("DROP TABLE t");
        db.execute(
                "CREATE TABLE t (id Int64, s AggregateFunction(sum, Int64)) ENGINE ="
                        + " AggregatingMergeTree ORDER BY id");
        refused(SqlTable.of(db, "id BIGINT NOT NULL, s BIGINT"))
                .hasMessageContaining("Column 's'")
                .hasMessageContaining("AggregateFunction(sum, Int64)");
    }

    @Test
    void columnThatHoldsNothing() {
        db.execute("DROP TABLE t");
        db.execute("CREATE TABLE t (id Int64, nothing Tuple()) ENGINE = MergeTree ORDER BY id");
        refused(SqlTable.of(db, "id BIGINT NOT NULL, nothing ROW<> NOT NULL"))
                .hasMessageContaining(
                        "Column 'nothing': ClickHouse type Tuple() holds no value; leave the"
                                + " column out of the Flink table");
        assertThat(SqlTable.of(db, "id BIGINT NOT NULL").explain()).contains("sink");
    }

    @Test
    void columnThatTheServerComputes() {
        refused(SqlTable.of(db, "id BIGINT NOT NULL, big BIGINT NOT NULL"))
                .hasMessageContaining("Column 'big' is MATERIALIZED: the server computes it.");
        refused(SqlTable.of(db, "id BIGINT NOT NULL, twice BIGINT NOT NULL"))
                .hasMessageContaining("Column 'twice' is ALIAS: the server computes it.");
    }

    @Test
    void columnLeftOutThatHasNoDefault() {
        refused(SqlTable.of(db, "name STRING"))
                .hasMessageContaining("Column 'id' Int64 is not in the Flink table")
                .hasMessageContaining("MODIFY COLUMN `id` DEFAULT");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        refused(SqlTable.of(db, "nmae STRING, added DOUBLE, big BIGINT"))
                .hasMessageContaining("'nmae'")
                .hasMessageContaining("'added'")
                .hasMessageContaining("'big'")
                .hasMessageContaining("'id'");
    }

    @Test
    void ofManyMistakesTwentyAreToldAndTheOthersCounted() {
        String columns =
                IntStream.range(0, 400).mapToObj(i -> "c" + i + " Int8").collect(joining(", "));
        db.execute("CREATE TABLE wide (" + columns + ") ENGINE = Memory");
        String others =
                IntStream.range(0, 400).mapToObj(i -> "wrong" + i + " INT").collect(joining(", "));
        refused(SqlTable.of(db, others).with("table-name", "wide"))
                .hasMessageContaining("It has no column 'wrong19'")
                .hasMessageNotContaining("'wrong20'")
                .hasMessageContaining("c49 and 350 more.")
                .hasMessageContaining("\n  - 780 more")
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(20_000));
    }

    // Where to

    @Test
    void engineThatTakesNoInserts() {
        db.execute("CREATE VIEW v AS SELECT id, name FROM t");
        refused(table().with("table-name", "v"))
                .hasMessageContaining("Its engine View accepts no inserts.")
                .hasMessageContaining("'table-name'");
        db.execute("CREATE TABLE m AS t ENGINE = Merge(currentDatabase(), '^t$')");
        refused(table().with("table-name", "m"))
                .hasMessageContaining("Its engine Merge accepts no inserts.");
    }

    @Test
    void systemTable() {
        refused(
                        SqlTable.of(db, "number BIGINT NOT NULL")
                                .with("database-name", "system")
                                .with("table-name", "numbers"))
                .hasMessageContaining("accepts no inserts");
    }

    @Test
    void missingTable() {
        db.execute("CREATE TABLE events (id Int64) ENGINE = Memory");
        refused(table().with("table-name", "Event"))
                .hasMessageContaining("There is no table 'Event' in database '" + db.name() + "'")
                .hasMessageContaining(db.url())
                .hasMessageContaining("Did you mean 'events'?");
        refused(table().with("table-name", db.name() + ".events"))
                .hasMessageContaining("The database is given by 'database-name'.");
    }

    @Test
    void missingDatabase() {
        refused(table().with("database-name", db.name() + "x"))
                .hasMessageContaining("There is no database '" + db.name() + "x'")
                .hasMessageContaining("Did you mean '" + db.name() + "'?");
    }

    @Test
    void wrongPort() {
        refused(table().with("url", "http://127.0.0.1:1"))
                .hasMessageContaining("Cannot connect to ClickHouse at http://127.0.0.1:1")
                .hasMessageContaining("Check 'url'")
                .hasMessageContaining("'sink.validate' = 'false'");
    }

    @Test
    void wrongHost() {
        refused(table().with("url", "http://no-such-host.invalid:8123"))
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("host name cannot be resolved");
    }

    @Test
    void wrongUserOrPassword() {
        refused(table().with("username", "nobody").with("password", "se-cret"))
                .hasMessageContaining("does not let user 'nobody' in")
                .hasMessageContaining("check 'username' and 'password'");
    }

    @Test
    void unknownServerSetting() {
        refused(table().with("settings.max_thread", "3"))
                .hasMessageContaining("max_thread")
                .hasMessageContaining("UNKNOWN_SETTING");
    }

    // Options

    @Test
    void unknownOption() {
        refused(table().with("sink.flush.max-row", "1"))
                .hasMessageContaining("'sink.flush.max-row' is not an option")
                .hasMessageContaining("Did you mean 'sink.flush.max-rows'?");
        refused(table().with("sink.batch-size", "1"))
                .hasMessageContaining("Did you mean 'sink.flush.max-rows'?");
        refused(table().with("sink.ignore-delete", "true"))
                .hasMessageContaining("Did you mean 'sink.delete-mode'?");
        refused(table().with("socket_timeout", "1"))
                .hasMessageContaining("Did you mean 'client.socket_timeout'?");
        refused(table().with("insert_quorum", "1"))
                .hasMessageContaining("'settings.insert_quorum'");
        refused(table().with("driver", "x").with("sink.max-retries", "3"))
                .hasMessageContaining("'driver' is not an option")
                .hasMessageContaining("Did you mean 'sink.retry.timeout'?");
    }

    @Test
    void partitionsOfFlink() {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        env.executeSql(table().ddl("sink").replace(") WITH (", ") PARTITIONED BY (id) WITH ("));
        assertThatThrownBy(() -> env.explainSql("INSERT INTO sink SELECT * FROM sink"))
                .rootCause()
                .hasMessageContaining("PARTITIONED BY (id) is not supported");
    }

    @Test
    void optionsOfOtherConnectors() {
        refused(table().with("ssl", "true")).hasMessageContaining("Did you mean 'url'?");
        refused(table().with("properties.socket_timeout", "1"))
                .hasMessageContaining("Did you mean 'client.socket_timeout'?");
        refused(table().with("sink.partition-strategy", "hash"))
                .hasMessageContaining("set it to the local table or a Distributed table");
        refused(table().with("lookup.cache.max-rows", "1"))
                .hasMessageContaining("Did you mean 'lookup.partial-cache.max-rows'?");
    }

    @Test
    void unknownClientOption() {
        refused(table().with("client.sslrootcrt", "x"))
                .hasMessageContaining("Did you mean 'client.sslrootcert'?");
    }

    @Test
    void settingThatCannotBeChosen() {
        refused(table().with("settings.async_insert", "1"))
                .hasMessageContaining("'settings.async_insert' cannot be chosen");
    }

    @Test
    void missingOption() {
        refused(table().without("table-name"))
                .hasMessageContaining("needs the option 'table-name'");
    }

    @Test
    void wrongOptionValues() {
        refused(table().with("sink.semantic", "twice"))
                .hasMessageContaining(
                        "'sink.semantic' is 'twice'; give one of 'at-least-once', 'exactly-once',"
                                + " 'none'");
        refused(table().with("sink.flush.interval", "soon"))
                .hasMessageContaining("'sink.flush.interval' is 'soon'; give a duration");
        refused(table().with("sink.flush.max-bytes", "a lot"))
                .hasMessageContaining("'sink.flush.max-bytes' is 'a lot'; give a size");
        refused(table().with("sink.flush.max-rows", "0"))
                .hasMessageContaining("'sink.flush.max-rows' is '0'; give a number of rows from 1");
        refused(table().with("sink.in-flight", "x"))
                .hasMessageContaining("'sink.in-flight' is 'x'; give a whole number");
        refused(table().with("sink.validate", "perhaps"))
                .hasMessageContaining("'sink.validate' is 'perhaps'; give 'true' or 'false'");
        refused(table().with("sink.parallelism", "0"))
                .hasMessageContaining("'sink.parallelism' is '0'");
        refused(table().with("url", "localhost:8123"))
                .hasMessageContaining("'url' is not an address");
    }

    @Test
    void bothNamesOfOneOption() {
        refused(table().with("sink.semantic", "none").with("sink.delivery-guarantee", "none"))
                .hasMessageContaining("two names of one option");
    }

    @Test
    void twoDatabases() {
        refused(table().with("url", db.url().replace("http", "clickhouse") + "/other"))
                .hasMessageContaining("'url' names the database 'other'")
                .hasMessageContaining("'" + db.name() + "'; set one of them");
    }

    @Test
    void kafkaOptions() {
        refused(table().with("properties.group.id", "g"))
                .hasMessageContaining("'properties.group.id' is an option of the Kafka source")
                .hasMessageContaining("neither 'topic' nor 'topic-pattern'");
    }

    @Test
    void unknownOptionBesideATopic() {
        refused(fed().with("scan.startup.moed", "earliest-offset"))
                .hasMessageContaining("'scan.startup.moed' is not an option")
                .hasMessageContaining("Did you mean 'scan.startup.mode'?");
    }

    @Test
    void optionsOfAnotherFormatBesideATopic() {
        refused(fed().with("csv.ignore-parse-errors", "true"))
                .hasMessageContaining("'csv.ignore-parse-errors' is not an option");
    }

    @Test
    void optionsForReadingClickHouseBesideATopic() {
        refused(fed().with("scan.split.size", "1 mb"))
                .hasMessageContaining("'scan.split.size' is an option for reading ClickHouse")
                .hasMessageContaining("create another Flink table without a topic");
    }

    @Test
    void optionsOfKafkasSink() {
        refused(fed().with("sink.partitioner", "fixed"))
                .hasMessageContaining("'sink.partitioner' is not an option");
    }

    // Statements

    @Test
    void writingBackToKafka() {
        String insert = "INSERT INTO topic SELECT * FROM sink";
        assertThat(table().explain(KAFKA, insert)).contains("Sink(table=").contains("topic");
    }

    @Test
    void updates() {
        assertThatThrownBy(
                        () ->
                                SqlTable.of(db, "id BIGINT NOT NULL")
                                        .explain(
                                                "INSERT INTO sink SELECT COUNT(*) FROM source"
                                                        + " GROUP BY id"))
                .hasMessageContaining("Cannot write updates to ClickHouse table")
                .hasMessageContaining("Declare PRIMARY KEY (...) NOT ENFORCED");
    }

    private SqlTable fed() {
        return table().with("topic", "events")
                .with("properties.bootstrap.servers", "localhost:1")
                .with("format", "json");
    }

    private SqlTable table() {
        return SqlTable.of(db, COLUMNS);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(SqlTable table) {
        return assertThatThrownBy(table::explain)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("se-cret"))
                .rootCause();
    }
}
