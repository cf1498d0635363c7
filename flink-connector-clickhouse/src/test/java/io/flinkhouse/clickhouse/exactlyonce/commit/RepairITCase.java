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

/** Tests blocks of which only some partitions are in the table. */
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
