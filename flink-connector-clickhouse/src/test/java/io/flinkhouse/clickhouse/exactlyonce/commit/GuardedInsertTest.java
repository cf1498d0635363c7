// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The INSERT that looks whether its rows are there. */
class GuardedInsertTest {

    private static final TablePath TABLE = new TablePath("db", "a (b");
    private static final ColumnDescription ID = column("id", "UInt64");
    private static final ColumnDescription DAY = key("day", "Date", "", "");
    private static final SealedColumn SENT_ID = new SealedColumn("id", "UInt64");
    private static final SealedColumn SENT_DAY = new SealedColumn("day", "Date");

    @Test
    void insertsNothingIfTheTableHasARowOfTheBlock() {
        assertThat(insert("", List.of(ID, DAY), SENT_ID, SENT_DAY).whole())
                .isEqualTo(
                        "INSERT INTO `db`.`a (b` (`id`, `day`) SELECT `id`, `day`"
                                + " FROM input('`id` UInt64, `day` Date')"
                                + " WHERE (SELECT count() FROM `db`.`a (b`"
                                + " WHERE `_flink_block` = 18446744073709551615 SETTINGS final = '0')"
                                + " = 0 FORMAT Native");
    }

    @Test
    void insertsThePartitionsThatHaveNoRowOfTheBlock() {
        assertThat(insert("day", List.of(ID, DAY), SENT_ID, SENT_DAY).byPartition())
                .isEqualTo(
                        "INSERT INTO `db`.`a (b` (`id`, `day`) SELECT `id`, `day`"
                                + " FROM (SELECT `id`, `day` AS `day` FROM"
                                + " input('`id` UInt64, `day` Date'))"
                                + " WHERE partitionId(day) NOT IN (SELECT DISTINCT _partition_id"
                                + " FROM `db`.`a (b` WHERE `_flink_block` = 18446744073709551615"
                                + " SETTINGS final = '0')"
                                + " AND NOT throwIf(isNull(partitionId(day))) FORMAT Native");
    }

    @ParameterizedTest(name = "PARTITION BY {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
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
        assertThat(insert(key, List.of(ID, DAY), SENT_ID, SENT_DAY).byPartition())
                .contains(" WHERE " + partition + " NOT IN (");
    }

    @ParameterizedTest(name = "{0} {1}, sent as {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            DEFAULT      | toDate(ts)   | Nullable(Date) | CAST(ifNull(`day`, CAST(toDate(ts), 'Date')), 'Date') AS `day` | toDate
            DEFAULT      | toDate(ts)   | Date           | `day` AS `day`                       | ''
            ''           | ''           | Date32         | CAST(`day`, 'Date') AS `day`         | ''
            DEFAULT      | toDate(ts)   | ''             | CAST(toDate(ts), 'Date') AS `day`    | toDate
            MATERIALIZED | now() + f(1) | ''             | CAST(now() + f(1), 'Date') AS `day`  | f now
            ''           | ''           | ''             | defaultValueOfTypeName('Date') AS `day` | ''
            """,
            quoteCharacter = '"')
    void computesAColumnOfTheKeyAsTheServerDoes(
            String kind, String expression, String sent, String computed, String functions) {
        String none = "''";
        ColumnDescription day =
                key(
                        "day",
                        "Date",
                        kind.equals(none) ? "" : kind,
                        expression.equals(none) ? "" : expression);
        SealedColumn[] columns =
                sent.equals(none)
                        ? new SealedColumn[] {SENT_ID}
                        : new SealedColumn[] {SENT_ID, new SealedColumn("day", sent)};
        List<ColumnDescription> all = List.of(ID, column("ts", "DateTime"), day);

        assertThat(insert("day", all, columns).byPartition()).contains(", " + computed);
        assertThat(new PartitionKey(table("day", all), List.of(columns)).functions())
                .containsExactlyInAnyOrder(
                        functions.equals(none) ? new String[0] : functions.split(" "));
    }

    /** A text is no function, and a column may depend on another that is not sent either. */
    @Test
    void followsTheColumnsOnWhichAColumnOfTheKeyDepends() {
        ColumnDescription month = key("month", "UInt32", "MATERIALIZED", "toYYYYMM(`the day`)");
        ColumnDescription day =
                new ColumnDescription(
                        "the day", "Date", "DEFAULT", "toDate(id) + length('now(')", false, false);

        PartitionKey key =
                new PartitionKey(table("month", List.of(ID, day, month)), List.of(SENT_ID));

        assertThat(key.columns())
                .isEqualTo(
                        "`id` AS `id`, CAST(toYYYYMM(`the day`), 'UInt32') AS `month`,"
                                + " CAST(toDate(id) + length('now('), 'Date') AS `the day`");
        assertThat(key.functions()).containsExactlyInAnyOrder("toYYYYMM", "toDate", "length");
    }

    @Test
    void quotesNamesAndTypes() {
        ColumnDescription kind = column("a`, `b) FORMAT c", "Enum8('it\\'s' = 1)");

        assertThat(insert("", List.of(kind), new SealedColumn(kind.name(), kind.type())).whole())
                .startsWith(
                        "INSERT INTO `db`.`a (b` (`a\\`, \\`b) FORMAT c`) SELECT"
                                + " `a\\`, \\`b) FORMAT c` FROM input('`a\\\\`, \\\\`b) FORMAT c`"
                                + " Enum8(\\'it\\\\\\'s\\' = 1)')");
    }

    @Test
    void takesTheTypeThatAnOldBlockDoesNotSayFromTheTable() {
        ColumnDescription note =
                new ColumnDescription("note", "String", "DEFAULT", "'none'", false, false);

        assertThat(insert("", List.of(note), new SealedColumn("note", "")).whole())
                .contains("input('`note` Nullable(String)')");
        assertThatThrownBy(() -> insert("", List.of(), new SealedColumn("gone", "")).whole())
                .hasMessageStartingWith("`db`.`a (b` has no column 'gone' any more, ");
    }

    private static GuardedInsert insert(
            String key, List<ColumnDescription> columns, SealedColumn... sealed) {
        return new GuardedInsert(
                table(key, columns),
                InsertTarget.ofRows(TABLE, "uuid", List.of(sealed), -1),
                "_flink_block",
                Map.of("final", "0"));
    }

    private static ColumnDescription column(String name, String type) {
        return new ColumnDescription(name, type, "", "", false, false);
    }

    private static ColumnDescription key(String name, String type, String kind, String expression) {
        return new ColumnDescription(name, type, kind, expression, false, true);
    }

    private static TableDescription table(String partitionKey, List<ColumnDescription> columns) {
        return new TableDescription(
                TABLE,
                "uuid",
                TableEngine.parse("MergeTree", "MergeTree"),
                "MergeTree",
                "",
                List.of("id"),
                partitionKey,
                "UTC",
                columns,
                List.of());
    }
}
