// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Blocks of which some partitions are in the table and others are not. */
@ExtendWith(ClickHouseExtension.class)
class RepairITCase {

    @TempDir private Path spool;

    /** NULL stands for a DEFAULT, which decides the partition too. */
    @Test
    void aRepairFillsDefaultsAsTheFirstInsertDid(ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE filled (a UInt64, d Date DEFAULT '2024-03-01', s String DEFAULT"
                        + " concat('s', toString(a)), _flink_block UInt64) ENGINE = MergeTree PARTITION BY"
                        + " toYYYYMM(d) ORDER BY a");
        Committable block =
                lab.block(
                                "filled",
                                "a, d, s",
                                "SELECT number AS a, if(number % 2, NULL, toDate('2024-01-01')) AS d,"
                                        + " CAST(NULL, 'Nullable(String)') AS s FROM numbers(4)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(86_400)
                        .seal();
        lab.commit(block);
        String rows = "SELECT a, toYYYYMM(d), s FROM filled ORDER BY a";
        String stored = String.valueOf(db.query(rows));
        lab.forgetLedger();
        db.execute("ALTER TABLE filled DROP PARTITION ID '202403'");

        lab.commit(block);

        assertThat(stored)
                .isEqualTo("[[0, 202401, s0], [1, 202403, s1], [2, 202401, s2], [3, 202403, s3]]");
        assertThat(db.query(rows)).hasToString(stored);
    }

    /** A key may hold names and texts with parentheses and backslashes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a % 2, `p)`)",
                "(a % 2, concat(s, '\\\\'))",
                "(a % 2, concat(s, '('))",
                "(a % 2) + (`p)`)"
            })
    void aRepairFindsThePartitionsOfAnyKey(String key, ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE odd (a UInt64, s String, `p)` UInt8, _flink_block UInt64)"
                        + " ENGINE = MergeTree PARTITION BY "
                        + key
                        + " ORDER BY a");
        Committable block =
                lab.block(
                                "odd",
                                "a, s, p)",
                                "SELECT number AS a, 's' AS s, CAST(0, 'UInt8') AS `p)`"
                                        + " FROM numbers(4)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(86_400)
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        String lost = db.query("SELECT any(_partition_id) FROM odd WHERE a = 1").get(0).get(0);
        db.execute("ALTER TABLE odd DROP PARTITION ID '" + lost + "'");

        lab.commit(block);

        assertThat(db.query("SELECT a FROM odd ORDER BY a")).hasToString("[[0], [1], [2], [3]]");
    }

    /** The block sends none of the columns of the key. */
    @Test
    void columnsOfTheKeyThatTheServerFillsAreComputedAlike(ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE made (a UInt64, ts DateTime, day Date MATERIALIZED toDate(ts), kind"
                        + " LowCardinality(String) DEFAULT if(a % 2, 'odd', 'even'),"
                        + " _flink_block UInt64) ENGINE = MergeTree PARTITION BY (toYYYYMM(day),"
                        + " kind) ORDER BY a");
        Committable block =
                lab.block(
                                "made",
                                "a, ts",
                                "SELECT number AS a, toDateTime('2024-01-01 00:00:00') + number *"
                                        + " 1000000 AS ts FROM numbers(6)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        String rows = "SELECT a, day, kind FROM made ORDER BY a";
        String stored = String.valueOf(db.query(rows));
        String lost = db.query("SELECT any(_partition_id) FROM made WHERE a = 3").get(0).get(0);
        db.execute("ALTER TABLE made DROP PARTITION ID '" + lost + "'");
        assertThat(db.query(rows)).hasSizeBetween(1, 5);

        lab.commit(block);

        assertThat(db.query(rows)).hasToString(stored);
    }

    /** The rows of a repetition would be in other partitions than those of the first insert. */
    @Test
    void aKeyByTheTimeOfTheInsertCannotTellWhichPartitionsAreMissing(ClickHouseDatabase db)
            throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE timed (a UInt64, at DateTime64(6) DEFAULT now64(6), _flink_block"
                        + " UInt64) ENGINE = MergeTree PARTITION BY toUnixTimestamp64Micro(at)"
                        + " ORDER BY a");
        Committable block =
                lab.block("timed", "a", "SELECT number AS a FROM numbers(4)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        lab.commit(block);
        assertThat(db.query("SELECT count() FROM timed")).hasToString("[[4]]");

        lab.forgetLedger();
        db.execute("ALTER TABLE timed DELETE WHERE a = 2 SETTINGS mutations_sync = 2");

        assertThatThrownBy(() -> lab.commit(block))
                .hasMessageContaining("the partition key depends on columns that the server fills");
    }

    /** Of a key with NULL the server does not tell the partition. */
    @Test
    void aBlockWithANullableKeyIsInsertedAsAWhole(ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE sparse (a UInt64, n Nullable(Int32), _flink_block UInt64) ENGINE ="
                        + " MergeTree PARTITION BY n ORDER BY a SETTINGS allow_nullable_key = 1");
        Committable block =
                lab.block(
                                "sparse",
                                "a, n",
                                "SELECT number AS a, toInt32(nullIf(number % 3, 0)) AS n FROM"
                                        + " numbers(6)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .seal();

        lab.commit(block);
        lab.forgetLedger();
        lab.commit(block);

        assertThat(db.query("SELECT count(), countIf(n IS NULL) FROM sparse"))
                .hasToString("[[6, 2]]");
        lab.forgetLedger();
        db.execute("ALTER TABLE sparse DELETE WHERE n = 1 SETTINGS mutations_sync = 2");
        assertThatThrownBy(() -> lab.commit(block)).hasMessageContaining("which partitions are");
    }

    @Test
    void aNameMayLookLikeAStatement(ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE `a (b` (`x) FORMAT y` UInt64, _flink_block UInt64) ENGINE ="
                        + " MergeTree PARTITION BY `x) FORMAT y` % 2 ORDER BY `x) FORMAT y`");
        Committable block =
                lab.block("a (b", "x) FORMAT y", "SELECT number AS x FROM numbers(4)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        db.execute("ALTER TABLE `a (b` DROP PARTITION ID '1'");

        lab.commit(block);

        assertThat(db.query("SELECT count() FROM `a (b`")).hasToString("[[4]]");
    }

    /** A second part would make the token of a repetition another one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGuardedBlockStaysOneBlock(boolean inDoubt, ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE big (a UInt64, _flink_block UInt64) ENGINE = MergeTree PARTITION BY"
                        + " a % 3 ORDER BY a");
        db.execute("SYSTEM STOP MERGES big");
        CommitLab.Sealer block =
                lab.block("big", "a", "SELECT number AS a FROM numbers(1000000)").fenced();

        lab.commit(inDoubt ? block.inDoubt().seal() : block.seal());

        assertThat(
                        db.query(
                                "SELECT sum(rows), count() FROM system.parts WHERE database ="
                                        + " currentDatabase() AND table = 'big' AND active"))
                .hasToString("[[1000000, 3]]");
    }

    /** Such a statement is longer than an address may be. */
    @Test
    void aWideTableIsRepaired(ClickHouseDatabase db) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        List<String> names =
                IntStream.range(0, 1500).mapToObj(i -> "metric_of_the_table_" + i).toList();
        String types = String.join(" Nullable(Decimal(18, 2)), ", names);
        db.execute(
                "CREATE TABLE wide (a UInt64, d Date, "
                        + types
                        + " Nullable(Decimal(18, 2)), _flink_block UInt64) ENGINE = MergeTree"
                        + " PARTITION BY toYYYYMM(d) ORDER BY a");
        String values =
                names.stream()
                        .map(name -> "CAST(1, 'Nullable(Decimal(18, 2))') AS " + name)
                        .collect(Collectors.joining(", "));
        Committable block =
                lab.block(
                                "wide",
                                "a, d, " + String.join(", ", names),
                                "SELECT number AS a, if(number % 2, toDate('2024-03-01'),"
                                        + " toDate('2024-01-01')) AS d, "
                                        + values
                                        + " FROM numbers(4)")
                        .inline()
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(86_400)
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        db.execute("ALTER TABLE wide DROP PARTITION ID '202403'");

        lab.commit(block);

        assertThat(db.query("SELECT count(), sum(metric_of_the_table_1499) FROM wide"))
                .hasToString("[[4, 4]]");
    }
}
