// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadInfo;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the INSERT that sends only the missing partitions of a block. */
class RepairStatementTest {

    private static final TablePath TABLE = new TablePath("db", "t");
    private static final ColumnDescription ID = column("id", "UInt64", "", "");
    private static final ColumnDescription DAY = column("day", "Date", "", "");

    @Test
    void takesTheRowsOfPartitionsThatHaveNone() {
        assertThat(repair("day", "INSERT INTO `db`.`t` (`id`, `day`) FORMAT Native", "1", "2"))
                .isEqualTo(
                        "INSERT INTO `db`.`t` (`id`, `day`) SELECT `id`, `day`"
                                + " FROM (SELECT `id`, `day` FROM"
                                + " input('`id` UInt64, `day` Date'))"
                                + " WHERE NOT has(['1', '2'], partitionId(day)) FORMAT Native");
    }

    @ParameterizedTest(name = "PARTITION BY {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                     | 'all'
            day                    | partitionId(day)
            (day, id)              | partitionId(day, id)
            (id) + (id)            | partitionId((id) + (id))
            ((id), day)            | partitionId((id), day)
            toYYYYMM(day)          | partitionId(toYYYYMM(day))
            (concat(id, ')'), day) | partitionId(concat(id, ')'), day)
            (concat(id, '\\'('), id) | partitionId(concat(id, '\\'('), id)
            (concat(id, '\\\\'), id) | partitionId(concat(id, '\\\\'), id)
            (`a)`, id)             | partitionId(`a)`, id)
            """,
            quoteCharacter = '"')
    void asksForThePartitionAsTheTableIsPartitioned(String key, String partition) {
        String expression = key.equals("''") ? "" : key;
        assertThat(repair(expression, "INSERT INTO `db`.`t` (`id`) FORMAT Native", "p"))
                .endsWith(" WHERE NOT has(['p'], " + partition + ") FORMAT Native");
    }

    @Test
    void fillsTheDefaultThatDecidesThePartition() {
        ColumnDescription day =
                new ColumnDescription(
                        "day", "Date", "DEFAULT", "toDate('2026-01-01')", false, true);
        String statement = "INSERT INTO `db`.`t` (`id`, `day`) FORMAT Native";

        assertThat(RepairStatement.of(table("day", ID, day), block(statement), Set.of("1")))
                .contains(
                        "SELECT `id`, ifNull(`day`, CAST(toDate('2026-01-01'), 'Date')) AS `day`",
                        "input('`id` UInt64, `day` Nullable(Date)')");
    }

    @Test
    void leavesOtherDefaultsToTheServer() {
        ColumnDescription note = column("note", "String", "DEFAULT", "'none'");
        String statement = "INSERT INTO `db`.`t` (`id`, `note`) FORMAT Native";

        assertThat(RepairStatement.of(table("id", ID, note), block(statement), Set.of("1")))
                .contains(
                        "(SELECT `id`, `note` FROM",
                        "input('`id` UInt64, `note` Nullable(String)')");
    }

    @Test
    void quotesTypesAndPartitions() {
        ColumnDescription kind = column("kind", "Enum8('it\\'s' = 1)", "", "");
        String statement = "INSERT INTO `db`.`t` (`kind`) FORMAT Native";

        String sql = RepairStatement.of(table("kind", kind), block(statement), Set.of("a'b"));

        assertThat(sql)
                .contains("input('`kind` Enum8(\\'it\\\\\\'s\\' = 1)')")
                .contains("has(['a\\'b'], partitionId(kind))");
    }

    @Test
    void takesNamesWithBackticksAndBraces() {
        ColumnDescription odd = column("a`, `b) FORMAT c", "UInt8", "", "");
        String name = "`a\\`, \\`b) FORMAT c`";
        String statement = "INSERT INTO `db`.`t` (" + name + ", `id`) FORMAT Native";

        assertThat(RepairStatement.of(table("id", odd, ID), block(statement), Set.of("1")))
                .startsWith("INSERT INTO `db`.`t` (" + name + ", `id`) SELECT " + name + ", `id`")
                .contains("(SELECT " + name + ", `id` FROM input(");
    }

    @Test
    void namesTheColumnThatWasDropped() {
        assertThatThrownBy(() -> repair("day", "INSERT INTO `db`.`t` (`gone`) FORMAT Native", "1"))
                .hasMessage("`db`.`t` has no column `gone` any more");
    }

    private static String repair(String key, String statement, String... present) {
        return RepairStatement.of(
                table(key, ID, DAY), block(statement), new TreeSet<>(List.of(present)));
    }

    private static ColumnDescription column(
            String name, String type, String kind, String expression) {
        return new ColumnDescription(name, type, kind, expression, false, false);
    }

    private static TableDescription table(String partitionKey, ColumnDescription... columns) {
        return new TableDescription(
                TABLE,
                "uuid",
                TableEngine.parse("MergeTree", "MergeTree"),
                "MergeTree",
                "",
                List.of("id"),
                partitionKey,
                "UTC",
                List.of(columns),
                List.of());
    }

    private static BlockMetadata block(String statement) {
        return new BlockMetadata(
                new BlockId(0, 1),
                new BlockOrigin("uid", BlockOrigin.NEW, 0),
                new InsertTarget(TABLE, "uuid", statement, 42),
                new PayloadInfo(BlockKind.ROWS, 100, 1_000, 0, true, 0));
    }
}
