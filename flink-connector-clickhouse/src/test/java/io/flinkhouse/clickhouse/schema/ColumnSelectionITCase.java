// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;
import io.flinkhouse.clickhouse.sink.ClickHouseSinkBuilder;
import io.flinkhouse.clickhouse.sink.Events;
import io.flinkhouse.clickhouse.sink.WriterHarness;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the columns that a sink writes, by the settings of its builder. */
@ExtendWith(ClickHouseExtension.class)
class ColumnSelectionITCase {

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (a Int32, b Int64 DEFAULT 7, m Int64 MATERIALIZED a + 1,"
                        + " x Int64 ALIAS a + 2, f AggregateFunction(sum, Int64))"
                        + " ENGINE = MergeTree ORDER BY a");
    }

    @Test
    void withoutMoreTheyAreThoseThatAnInsertMayName() throws Exception {
        write(sink(), GenericRowData.of(1, 2L));
        assertThat(db.query("SELECT a, b, m, x FROM t"))
                .containsExactly(List.of("1", "2", "2", "3"));
    }

    @Test
    void namedColumnsHaveTheirOrderAndTheOthersTheirDefault() throws Exception {
        write(sink().columns("a"), GenericRowData.of(1));
        write(sink().columns("b", "a"), GenericRowData.of(5L, 2));
        assertThat(db.query("SELECT a, b FROM t ORDER BY a"))
                .containsExactly(List.of("1", "7"), List.of("2", "5"));
    }

    @Test
    void aSchemaGivesNamesAndFlinkTypes() throws Exception {
        write(sink().columns(schema("b", new IntType(false))), GenericRowData.of(3));
        assertThat(db.query("SELECT a, b FROM t")).containsExactly(List.of("0", "3"));
    }

    @Test
    void aSchemaThatDoesNotFitIsRefusedBeforeTheFirstRow() {
        assertThatThrownBy(
                        () ->
                                WriterHarness.open(
                                        sink().columns(schema("a", new BigIntType(true))).build()))
                .hasMessageContaining("`t`")
                .hasMessageContaining("'a'")
                .hasMessageContaining("NOT NULL");
    }

    @Test
    void aServerThatIsAwayAtTheStartIsAskedAgain() throws Exception {
        try (FaultProxy proxy = Events.proxy(db).onlyFor("system.columns")) {
            proxy.next(2, new Fault.CutBefore());
            write(sink().url(proxy.url()), GenericRowData.of(1, 2L));
            assertThat(proxy.hits()).isEqualTo(3);
        }
    }

    @Test
    void computedAndUnknownColumnsSayWhyTheyCannotBeWritten() {
        assertThatThrownBy(() -> WriterHarness.open(sink().columns("a", "m").build()))
                .hasMessageContaining("'m' is MATERIALIZED");
        assertThatThrownBy(() -> WriterHarness.open(sink().columns("x").build()))
                .hasMessageContaining("'x' is ALIAS");
        assertThatThrownBy(() -> WriterHarness.open(sink().columns("f").build()))
                .hasMessageContaining("AggregateFunction(sum, Int64)");
        assertThatThrownBy(() -> WriterHarness.open(sink().columns("c").build()))
                .hasMessageContaining("no column 'c'")
                .hasMessageContaining("a, b");
    }

    @Test
    void theBuilderSaysWhatIsMissing() {
        assertThatThrownBy(() -> ClickHouseSink.builder().build()).hasMessageContaining("url(");
        assertThatThrownBy(() -> ClickHouseSink.builder().url(db.url()).build())
                .hasMessageContaining("table(");
        assertThatThrownBy(() -> ClickHouseSink.builder().url(db.url()).table("d", "t").build())
                .hasMessageContaining("RowMapping");
    }

    private ClickHouseSinkBuilder<RowData> sink() {
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .retry(Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(50))
                .rows(RowMapping.rowData());
    }

    private static RowType schema(String name, LogicalType type) {
        return RowType.of(new LogicalType[] {type}, new String[] {name});
    }

    private static void write(ClickHouseSinkBuilder<RowData> sink, RowData row) throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink.build())) {
            task.write(row);
            task.endInput();
        }
    }
}
