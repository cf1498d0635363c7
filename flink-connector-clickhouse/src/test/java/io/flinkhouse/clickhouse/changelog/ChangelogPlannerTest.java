// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests the plan of each engine for each kind of change, by the options. The target has the columns
 * {@code id} (ORDER BY), {@code name}, {@code v} (version), {@code sign} and {@code deleted}; the
 * Flink table has {@code id}, which is its primary key, and {@code name}.
 */
class ChangelogPlannerTest {

    private static final TablePath TABLE = new TablePath("db", "t");
    private static final long VERSION = 7;

    /**
     * {@code row} adds the row, in brackets what the sink adds to it: the engine's flag, then a
     * version; {@code mark} adds the key marked as deleted. The last column says what the plan
     * needs: inserts in order, the row before an update, all of a deleted row.
     */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # engine                             | deletes            | updates            | -U          | +U       | -D          | needs
            MergeTree                            | refuse             | refuse             | refused     | refused  | refused     |
            MergeTree                            | ignore             | insert             | drop        | row      | drop        |
            MergeTree                            | ignore             | refuse             | drop        | refused  | drop        |
            MergeTree                            | refuse             | insert             | refused     | row      | refused     |
            MergeTree                            | lightweight-delete | insert             | delete      | row      | delete      | order
            MergeTree updatable                  | refuse             | lightweight-update | refused     | update   | refused     | order
            MergeTree updatable                  | ignore             | lightweight-update | drop        | update   | drop        | order
            MergeTree updatable                  | lightweight-delete | lightweight-update | refused     | update   | delete      | order
            MergeTree                            | ignore             | lightweight-update | drop        | refused  | drop        |
            ReplicatedMergeTree('/p', 'r')       | ignore             | insert             | drop        | row      | drop        |
            SummingMergeTree(v)                  | ignore             | insert             | drop        | row      | drop        | order
            SummingMergeTree(v) updatable        | ignore             | lightweight-update | drop        | refused  | drop        | order
            AggregatingMergeTree                 | lightweight-delete | insert             | delete      | row      | delete      | order
            ReplacingMergeTree                   | refuse             | refuse             | refused     | row      | refused     | order
            ReplacingMergeTree                   | ignore             | refuse             | drop        | row      | drop        | order
            ReplacingMergeTree                   | lightweight-delete | refuse             | delete      | row      | delete      | order
            ReplacingMergeTree(v)                | ignore             | refuse             | drop        | row[7]   | drop        |
            ReplacingMergeTree(v)                | lightweight-delete | refuse             | delete      | row[7]   | delete      | order
            ReplacingMergeTree(name)             | ignore             | refuse             | drop        | row      | drop        | order
            ReplacingMergeTree(v, deleted)       | refuse             | refuse             | mark[1 7]   | row[0 7] | mark[1 7]   |
            ReplacingMergeTree(v, deleted)       | ignore             | insert             | mark[1 7]   | row[0 7] | mark[1 7]   |
            ReplacingMergeTree(v, deleted) byname| refuse             | refuse             | mark[1 7]   | row[0 7] | mark[1 7]   | whole
            ReplacingMergeTree(name, deleted)    | refuse             | refuse             | mark[1]     | row[0]   | mark[1]     | order whole
            ReplicatedReplacingMergeTree('/p', 'r', v, deleted) | refuse | refuse          | mark[1 7]   | row[0 7] | mark[1 7]   |
            SharedReplacingMergeTree('/p', 'r', v, deleted)     | refuse | refuse          | mark[1 7]   | row[0 7] | mark[1 7]   |
            CollapsingMergeTree(sign)            | refuse             | refuse             | row[-1]     | row[1]   | row[-1]     | order before whole
            VersionedCollapsingMergeTree(sign, name) | refuse         | refuse             | row[-1]     | row[1]   | row[-1]     | before whole
            VersionedCollapsingMergeTree(sign, v)| refuse             | refuse             | refused     | refused  | refused     | whole
            CoalescingMergeTree                  | refuse             | refuse             | refused     | row      | refused     | order
            CoalescingMergeTree                  | ignore             | refuse             | drop        | row      | drop        | order
            CoalescingMergeTree                  | lightweight-delete | refuse             | delete      | row      | delete      | order
            Memory                               | refuse             | refuse             | refused     | refused  | refused     |
            Memory                               | ignore             | insert             | drop        | row      | drop        |
            Memory                               | lightweight-delete | insert             | refused     | row      | refused     |
            EmbeddedRocksDB                      | lightweight-delete | insert             | delete      | row      | delete      | order
            Memory                               | ignore             | lightweight-update | drop        | refused  | drop        |
            """)
    void theEngineAndTheOptionsSayWhatAChangeDoes(ArgumentsAccessor line) throws Exception {
        ChangelogConfig config = config(line.getString(1), line.getString(2));
        ChangelogPlan plan = plan(line.getString(0), config, Flink.ID_AND_NAME);

        assertThat(effect(plan, RowKind.UPDATE_BEFORE)).as("-U").isEqualTo(line.getString(3));
        assertThat(effect(plan, RowKind.UPDATE_AFTER)).as("+U").isEqualTo(line.getString(4));
        assertThat(effect(plan, RowKind.DELETE)).as("-D").isEqualTo(line.getString(5));
        assertThat(needs(plan)).isEqualTo(Objects.toString(line.get(6), ""));
        assertThat(effect(plan, RowKind.INSERT)).as("+I").startsWith("row");
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            # engine                              | deletes            | updates            | kind          | says
            MergeTree                             | refuse             | insert             | DELETE        | The engine MergeTree cannot mark a row as deleted. Set 'sink.delete-mode' = 'ignore' (the row stays) or 'lightweight-delete' (DELETE FROM).
            Memory                                | refuse             | insert             | DELETE        | Set 'sink.delete-mode' = 'ignore' (the row stays).
            MergeTree                             | refuse             | insert             | UPDATE_BEFORE | a delete that Flink does not announce. The engine MergeTree cannot mark a row as deleted.
            MergeTree                             | ignore             | refuse             | UPDATE_AFTER  | 'sink.update-mode' = 'insert' (the new row is added, the old one stays) or 'lightweight-update'.
            SummingMergeTree                      | ignore             | refuse             | UPDATE_AFTER  | 'sink.update-mode' = 'insert' (the new row is added, the old one stays).
            MergeTree                             | ignore             | lightweight-update | UPDATE_AFTER  | ALTER TABLE `db`.`t` MODIFY SETTING enable_block_number_column = 1, enable_block_offset_column = 1
            MergeTree updatable byname            | ignore             | lightweight-update | UPDATE_AFTER  | The columns name are part of ORDER BY or PARTITION BY, so the server cannot update them.
            SummingMergeTree                      | ignore             | lightweight-update | UPDATE_AFTER  | The server runs UPDATE on tables with the engine MergeTree, and the engine of `db`.`t` is SummingMergeTree.
            MergeTree updatable                   | lightweight-delete | lightweight-update | UPDATE_BEFORE | Set 'sink.update-mode' = 'insert', which can be exactly-once.
            Memory                                | lightweight-delete | insert             | DELETE        | The server runs DELETE FROM on tables of the MergeTree family, and the engine of `db`.`t` is Memory.
            Memory                                | lightweight-delete | insert             | UPDATE_BEFORE | The server runs DELETE FROM on tables of the MergeTree family, and the engine of `db`.`t` is Memory.
            ReplacingMergeTree(v)                 | refuse             | refuse             | DELETE        | An engine that marks rows as deleted needs no such option: ReplacingMergeTree(version, is_deleted).
            ReplacingMergeTree(deleted)           | refuse             | refuse             | UPDATE_AFTER  | for columns of type UInt64, Int64, DateTime64 or DateTime, but 'deleted' is UInt8.
            ReplacingMergeTree(gone)              | refuse             | refuse             | UPDATE_AFTER  | 'gone' is hidden from the user.
            ReplacingMergeTree(v, name)           | refuse             | refuse             | DELETE        | The sink fills column 'name' by the kind of each change. Leave it out of the Flink table.
            CollapsingMergeTree(name)             | refuse             | refuse             | UPDATE_BEFORE | The sink fills column 'name' by the kind of each change. Leave it out of the Flink table.
            VersionedCollapsingMergeTree(sign, v) | refuse             | refuse             | DELETE        | A row that cancels another must have its version, but 'v' is not in the Flink table.
            ReplacingMergeTree sortedbyboth       | ignore             | refuse             | UPDATE_AFTER  | The engine ReplacingMergeTree replaces rows with the same ORDER BY (id, name), and the primary key of the Flink table is (id), so merges would mix up different rows. Declare PRIMARY KEY (id, name) NOT ENFORCED (in a DataStream job: name these columns in ChangelogOptions.upsertBy), or create the ClickHouse table with ORDER BY (`id`).
            CoalescingMergeTree sortedbyname      | ignore             | refuse             | UPDATE_AFTER  | The engine CoalescingMergeTree merges rows with the same ORDER BY (name),
            CollapsingMergeTree(sign) sortedbyname| refuse             | refuse             | DELETE        | The engine CollapsingMergeTree collapses rows with the same ORDER BY (name),
            """)
    void aRefusalNamesTheWayOut(
            String engine, String deletes, String updates, RowKind kind, String says)
            throws Exception {
        ChangelogPlan plan = plan(engine, config(deletes, updates), Flink.ID_AND_NAME);

        assertThat(plan.refusals(Set.of(kind))).singleElement().asString().contains(says);
        assertThat(effect(plan, kind)).isEqualTo("refused");
    }

    /** A sign needs only that one key has one place, so more may follow it in ORDER BY. */
    @Test
    void collapsingTakesALongerSortingKey() {
        assertThat(
                        plan(
                                        "CollapsingMergeTree(sign) sortedbyboth",
                                        config("refuse", "refuse"),
                                        Flink.ID_AND_NAME)
                                .refusals(Set.of(RowKind.values())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"DELETE, lightweight-delete, insert", "UPDATE_BEFORE, lightweight-delete, insert"})
    void aKeyThatNoStatementCanNameIsRefused(RowKind kind, String deletes, String updates) {
        assertThat(plan("MergeTree", config(deletes, updates), Flink.ARRAY).refusals(Set.of(kind)))
                .singleElement()
                .asString()
                .startsWith("Column 'id' ARRAY<BIGINT> cannot be part of a DELETE or UPDATE");
    }

    @Test
    void withoutAKeyAllChangesAreRefused() throws Exception {
        ChangelogPlan plan = ChangelogPlanner.insertsOnly();

        assertThat(effect(plan, RowKind.INSERT)).isEqualTo("row");
        assertThat(plan.refusals(Set.of(RowKind.INSERT))).isEmpty();
        assertThat(plan.refusals(Set.of(RowKind.values())))
                .singleElement()
                .asString()
                .contains(
                        "Declare PRIMARY KEY (...) NOT ENFORCED",
                        "in a DataStream job: call changelog(ChangelogOptions.upsertBy(...))");
    }

    @Test
    void theKeyMustBeAmongTheColumnsOfTheRows() {
        List<ColumnSpec> onlyName = List.of(Flink.ID_AND_NAME.columns.get(1));
        assertThatThrownBy(
                        () ->
                                ChangelogPlanner.of(
                                        config("ignore", "insert"), target("MergeTree"), onlyName))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(name) do not contain the primary key (id)");
    }

    private enum Flink {
        ID_AND_NAME(new BigIntType(false)),
        ARRAY(new ArrayType(new BigIntType()));

        private final List<ColumnSpec> columns;

        Flink(LogicalType id) {
            this.columns =
                    List.of(
                            new ColumnSpec("id", TypeParser.parse("Int64"), id),
                            new ColumnSpec(
                                    "name", TypeParser.parse("String"), VarCharType.STRING_TYPE));
        }
    }

    private static ChangelogPlan plan(String engine, ChangelogConfig config, Flink flink) {
        return ChangelogPlanner.of(config, target(engine), flink.columns);
    }

    private static ChangelogConfig config(String deletes, String updates) {
        return new ChangelogConfig(
                List.of("id"),
                DeleteMode.valueOf(deletes.toUpperCase(Locale.ROOT).replace('-', '_')),
                UpdateMode.valueOf(updates.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /**
     * @param words the engine; {@code updatable}, {@code byname} for PARTITION BY name, {@code
     *     sortedbyname}, {@code sortedbyboth}
     */
    private static TableDescription target(String words) {
        String engine = words.replaceFirst(" (updatable|byname|sortedby).*", "");
        String settings =
                words.contains("updatable")
                        ? " SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1"
                        : "";
        List<String> sorting =
                words.contains("sortedbyname")
                        ? List.of("name")
                        : words.contains("sortedbyboth") ? List.of("id", "name") : List.of("id");
        List<ColumnDescription> columns = new ArrayList<>();
        for (String column :
                List.of("id Int64", "name String", "v UInt64", "sign Int8", "deleted UInt8")) {
            String name = column.split(" ")[0];
            columns.add(
                    new ColumnDescription(
                            name,
                            column.split(" ")[1],
                            "",
                            "",
                            sorting.contains(name),
                            words.contains(" byname") && name.equals("name")));
        }
        return new TableDescription(
                TABLE,
                "",
                TableEngine.parse(engine.replaceFirst("\\(.*", ""), engine),
                engine + settings,
                "",
                sorting,
                "",
                "UTC",
                columns,
                List.of());
    }

    private static String needs(ChangelogPlan plan) {
        List<String> needs = new ArrayList<>();
        if (plan.isOrdered()) {
            needs.add("order");
        }
        if (plan.needsUpdateBefore()) {
            needs.add("before");
        }
        if (plan.needsWholeRows()) {
            needs.add("whole");
        }
        return String.join(" ", needs);
    }

    /** Returns the output of a row of this kind. */
    private static String effect(ChangelogPlan plan, RowKind kind) throws Exception {
        List<ColumnSpec> columns = Flink.ID_AND_NAME.columns;
        KeyedStatements keyed =
                new KeyedStatements(TABLE, columns, List.of("id"), StatementBounds.NONE);
        ChangelogWriter changelog = plan.bind(TABLE, columns, Optional.of(keyed), () -> VERSION);
        Arrived arrived = new Arrived();
        try {
            changelog.write(GenericRowData.ofKind(kind, 1L, StringData.fromString("a")), arrived);
            return arrived.what;
        } catch (IOException e) {
            assertThat(e)
                    .hasMessageStartingWith("Cannot write a row of kind " + kind + " to `db`.`t`. ")
                    .hasMessageContaining(plan.refusals(Set.of(kind)).get(0));
            return "refused";
        }
    }

    private static final class Arrived implements ChangeOutput {

        private String what = "nothing";

        @Override
        public void append(RowData row) {
            what = "row" + filled(row);
        }

        @Override
        public void appendKey(RowData row) {
            what = "mark" + filled(row);
        }

        @Override
        public void delete(RowData row) {
            what = "delete";
        }

        @Override
        public void update(RowData row) {
            what = "update";
        }

        @Override
        public void drop() {
            what = "drop";
        }

        /** Returns the values that the sink added after the two fields of the row. */
        private static String filled(RowData row) {
            return switch (row.getArity()) {
                case 2 -> "";
                case 3 -> "[" + (isVersion(row) ? row.getLong(2) : row.getByte(2)) + "]";
                default -> "[" + row.getByte(2) + " " + row.getLong(3) + "]";
            };
        }

        /** Flags are one byte, so what is a long with other bytes set is a version. */
        private static boolean isVersion(RowData row) {
            return row.getLong(2) == VERSION;
        }
    }
}
