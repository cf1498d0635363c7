// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.enumerator.SplitPlanner;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.SplitPosition;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Positions inside a split: reading goes on behind each row, whatever its key. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(60)
class SplitRowsITCase {

    private static final int BLOCK = 7;
    private static final ReadConfig READ =
            new ReadConfig(1, BLOCK, 1 << 20, 1 << 20, ScanOrder.AUTO, null);

    private static final List<SortColumn> ORDER =
            List.of(
                    column("a", "Nullable(Int32)", false),
                    column("f", "Nullable(Float64)", true),
                    column("cityHash64(tuple(a, f, n))", "UInt64", false));

    @TempDir File directory;
    private ClickHouseDatabase db;
    private ServerReads server;

    @AfterEach
    void close() {
        server.close();
    }

    @BeforeEach
    void createTable(ClickHouseDatabase database) throws IOException {
        db = database;
        db.execute(
                "CREATE TABLE t (a Nullable(Int32), f Nullable(Float64), n Int32) ENGINE = MergeTree"
                        + " ORDER BY (a, f) SETTINGS allow_nullable_key = 1,"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        db.execute(
                "INSERT INTO t SELECT if(number % 5 = 0, NULL, number % 3), [NULL, nan, inf, -inf, 0,"
                        + " -0., 1.5, 2][number % 8 + 1], number % 2 FROM numbers(80)");
        server = new ServerReads(request(List.of()), directory, new SimpleCounter());
    }

    @Test
    void readingGoesOnBehindAnyRow() throws IOException {
        TableSplit split = new TableSplit("1", "1", Optional.empty()).in(ORDER);
        List<SplitPosition> positions = new ArrayList<>();
        List<String> all = read(split, positions);
        assertThat(all).hasSize(80);
        for (int i = 0; i < all.size(); i += 3) {
            assertThat(read(split.from(positions.get(i)), new ArrayList<>()))
                    .as("rows behind row %s, %s", i, positions.get(i))
                    .containsExactlyElementsOf(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void positionsOfARestoredSplitAreThoseOfTheWholeOne() throws IOException {
        TableSplit split = new TableSplit("1", "1", Optional.empty()).in(ORDER);
        List<SplitPosition> positions = new ArrayList<>();
        read(split, positions);
        for (int i = 0; i < positions.size(); i += 9) {
            List<SplitPosition> restored = new ArrayList<>();
            read(split.from(positions.get(i)), restored);
            assertThat(restored)
                    .containsExactlyElementsOf(positions.subList(i + 1, positions.size()));
        }
    }

    @Test
    void rowsThatWereRemovedMeanwhileAreNotMadeUpForByOthers() throws IOException {
        TableSplit split = new TableSplit("1", "1", Optional.empty()).in(ORDER);
        List<SplitPosition> positions = new ArrayList<>();
        List<String> all = read(split, positions);
        db.execute("DELETE FROM t WHERE a = 1");
        for (int i = 0; i < all.size(); i += 3) {
            assertThat(read(split.from(positions.get(i)), new ArrayList<>()))
                    .as("rows behind row %s, %s", i, positions.get(i))
                    .containsExactlyElementsOf(
                            all.subList(i + 1, all.size()).stream()
                                    .filter(row -> !row.startsWith("1,"))
                                    .toList());
        }
    }

    @Test
    void readingGoesOnBehindARowThatAMergeHasMoved() throws IOException {
        db.execute("INSERT INTO t SELECT * FROM t");
        ScanRequest request =
                request(
                        List.of(
                                ScanColumn.virtual("_part", "p", new VarCharType(false, 50)),
                                ScanColumn.virtual("_part_offset", "o", new BigIntType(false))));
        server.close();
        server = new ServerReads(request, directory, new SimpleCounter());
        TableSplit split;
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            ScanPlan plan =
                    new SplitPlanner(client, READ)
                            .plan(Optional.of(request.table()), request.scan(), 1);
            split = new TableSplit("1", "1", Optional.empty()).in(plan.order());
        }
        List<SplitPosition> positions = new ArrayList<>();
        List<String> all = read(split, positions);
        db.execute("OPTIMIZE TABLE t FINAL");
        for (int i = 0; i < all.size(); i += 7) {
            assertThat(read(split.from(positions.get(i)), new ArrayList<>()))
                    .as("rows behind row %s, %s", i, positions.get(i))
                    .containsExactlyElementsOf(all.subList(i + 1, all.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply_deleted_mask", "apply_patch_parts"})
    void noProfileChangesWhatTheTableShows(String setting) throws IOException {
        db.execute("DELETE FROM t WHERE a = 1");
        db.execute("UPDATE t SET n = 7 WHERE a = 2");
        TableSplit split = new TableSplit("1", "1", Optional.empty()).in(ORDER);
        List<String> shown = read(split, new ArrayList<>());
        assertThat(shown).hasSizeLessThan(80).anyMatch(row -> row.endsWith(", 7"));
        readWith(Map.of(setting, "0"));
        assertThat(read(split, new ArrayList<>())).isEqualTo(shown);
    }

    /** Reads on as a user whose profile has these settings. */
    private void readWith(Map<String, String> profile) throws IOException {
        ScanRequest request = request(List.of());
        server.close();
        server =
                new ServerReads(
                        new ScanRequest(
                                db.connection().withSettings(profile),
                                new RetryConfig(
                                        Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1)),
                                READ,
                                request.table(),
                                request.scan()),
                        directory,
                        new SimpleCounter());
    }

    @Test
    void aSplitWithoutOrderIsNotGoneOnWith() {
        TableSplit split = new TableSplit("1", "1", Optional.empty());
        assertThatThrownBy(
                        () -> read(split.from(new SplitPosition(List.of(), 5)), new ArrayList<>()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t`. The checkpoint was taken when some rows of a split")
                .hasMessageContaining("'scan.ordered' = 'true'");
    }

    /** Takes a checkpoint behind each call of the task, before and behind the end of the split. */
    @Test
    void behindTheLastRowOfASplitWithoutOrderNothingIsLeftToRestore() throws Exception {
        EmittedRows output = new EmittedRows();
        try (ScanReader<RowData> reader =
                ScanReader.of(request(List.of()), Function.identity(), new LoneReader())) {
            reader.addSplits(List.of(new TableSplit("1", "1", Optional.empty())));
            while (output.rows().size() < 80) {
                reader.isAvailable().get(60, TimeUnit.SECONDS);
                reader.pollNext(output);
                List<TableSplit> state = reader.snapshotState(1);
                assertThat(state).hasSize(output.rows().size() == 80 ? 0 : 1);
            }
        }
    }

    /** Returns the rows, and adds the position of each. */
    private List<String> read(TableSplit split, List<SplitPosition> positions) throws IOException {
        List<String> read = new ArrayList<>();
        try (SplitRows rows = new SplitRows(server, split)) {
            for (Optional<RowBlock> block = rows.next(); block.isPresent(); block = rows.next()) {
                assertThat(block.get().nextSplit()).isEqualTo("1");
                while (block.get().nextRecordFromSplit() != null) {
                    while (block.get().left() > 0) {
                        read.add(text(block.get().take()));
                        positions.add(block.get().position());
                    }
                }
            }
        }
        return read;
    }

    private static String text(RowData row) {
        return (row.isNullAt(0) ? null : row.getInt(0))
                + ", "
                + (row.isNullAt(1) ? null : row.getDouble(1))
                + ", "
                + row.getInt(2);
    }

    private ScanRequest request(List<ScanColumn> virtual) throws IOException {
        TablePath path = new TablePath(db.name(), "t");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            TableDescription table = TableDescription.of(client, path);
            RowType rows =
                    new RowType(
                            table.columns().stream()
                                    .map(
                                            column ->
                                                    new RowType.RowField(
                                                            column.name(),
                                                            TypeMapping.toFlink(
                                                                    TypeParser.parse(
                                                                            column.type()))))
                                    .toList());
            List<ScanColumn> columns = new ArrayList<>(ScanColumns.of(table, rows));
            columns.addAll(virtual);
            return new ScanRequest(
                    db.connection(),
                    RetryConfig.DEFAULT,
                    READ,
                    path,
                    new TableScan(path.toString(), false, columns, "1", List.of(), -1));
        }
    }

    private static SortColumn column(String expression, String type, boolean descending) {
        return new SortColumn(expression, TypeParser.parse(type), descending);
    }
}
