// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowMappingTest {

    private static final List<ColumnSpec> ID_AND_NAME =
            Columns.of("id", "Int64", "name", "Nullable(String)");

    @Test
    void rowDataIsTakenAsItIs() {
        RowData row = GenericRowData.of(1L, StringData.fromString("a"));
        assertThat(RowMapping.rowData().bind(ID_AND_NAME).converter().toRow(row)).isSameAs(row);
    }

    @Test
    void rowDataNeedsAFieldForEachColumn() {
        RowConverter<RowData> converter = RowMapping.rowData().bind(ID_AND_NAME).converter();
        assertThatThrownBy(() -> converter.toRow(GenericRowData.of(1L)))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("1 fields")
                .hasMessageContaining("2 columns");
    }

    @ParameterizedTest
    @EnumSource(RowKind.class)
    void theKindOfARowIsKept(RowKind kind) {
        RowData row = GenericRowData.ofKind(kind, 1L, null);
        assertThat(RowMapping.rowData().bind(ID_AND_NAME).converter().toRow(row).getRowKind())
                .isEqualTo(kind);
        Row flinkRow = Row.ofKind(kind, 1L, "a");
        assertThat(RowMapping.rows().bind(ID_AND_NAME).converter().toRow(flinkRow).getRowKind())
                .isEqualTo(kind);
    }

    @Test
    void aFunctionMayMakeTheRow() {
        RowMapping<String> mapping =
                RowMapping.rowData(
                        text ->
                                GenericRowData.of(
                                        (long) text.length(), StringData.fromString(text)));
        RowData row = mapping.bind(ID_AND_NAME).converter().toRow("four");
        assertThat(row.getLong(0)).isEqualTo(4);
        assertThat(row.getString(1)).hasToString("four");
    }

    @Test
    void rowsWithoutNamesGoByPosition() {
        RowConverter<Row> converter = RowMapping.rows().bind(ID_AND_NAME).converter();
        assertThat(converter.toRow(Row.of(5L, "five")).getString(1)).hasToString("five");
        assertThatThrownBy(() -> converter.toRow(Row.of(5L)))
                .hasMessageContaining("1 fields")
                .hasMessageContaining("id, name");
    }

    @Test
    void rowsWithNamesGoByName() {
        RowConverter<Row> converter = RowMapping.rows().bind(ID_AND_NAME).converter();
        Row row = Row.withNames();
        row.setField("name", "six");
        row.setField("id", 6L);
        assertThat(converter.toRow(row).getLong(0)).isEqualTo(6);
        Row partial = Row.withNames();
        partial.setField("id", 7L);
        assertThat(converter.toRow(partial).isNullAt(1)).isTrue();
        partial.setField("nam", "typo");
        assertThatThrownBy(() -> converter.toRow(partial))
                .hasMessageContaining("'nam'")
                .hasMessageContaining("id, name");
    }

    @Test
    void aFunctionMayGiveTheFieldsOfSomeColumns() {
        RowMapping<String> mapping =
                RowMapping.fields(
                        List.of("name", "id"), text -> new Object[] {text, text.length()});
        BoundMapping<String> bound =
                mapping.bind(Columns.of("id", "Int64", "more", "Int8", "name", "String"));
        assertThat(bound.columns()).extracting(ColumnSpec::name).containsExactly("name", "id");
        RowData row = bound.converter().toRow("seven");
        assertThat(row.getString(0)).hasToString("seven");
        assertThat(row.getLong(1)).isEqualTo(5);
    }

    @Test
    void theFunctionMustGiveOneValuePerColumn() {
        RowConverter<String> converter =
                RowMapping.<String>fields(List.of("id"), text -> new Object[] {1L, 2L})
                        .bind(ID_AND_NAME)
                        .converter();
        assertThatThrownBy(() -> converter.toRow("x"))
                .hasMessageContaining("2 values for 1 columns");
    }

    @Test
    void aFunctionCannotFillAColumnThatIsNotThere() {
        assertThatThrownBy(
                        () ->
                                RowMapping.<String>fields(List.of("Id"), text -> new Object[1])
                                        .bind(ID_AND_NAME))
                .hasMessageContaining("'Id'")
                .hasMessageContaining("id, name");
    }

    /** A record of the user. */
    public record Account(long id, String name, boolean gone) {}

    @Test
    void aFunctionMayGiveTheKind() {
        RowConverter<String> converter =
                RowMapping.<String>fields(List.of("id"), text -> new Object[] {1L})
                        .kind(text -> text.isEmpty() ? RowKind.DELETE : RowKind.UPDATE_AFTER)
                        .bind(ID_AND_NAME)
                        .converter();
        assertThat(converter.toRow("").getRowKind()).isEqualTo(RowKind.DELETE);
        assertThat(converter.toRow("x").getRowKind()).isEqualTo(RowKind.UPDATE_AFTER);
        assertThat(converter.toRow("").getRowKind()).isEqualTo(RowKind.DELETE);
    }

    @Test
    void theKindMayNotBeNull() {
        RowConverter<String> converter =
                RowMapping.<String>fields(List.of("id"), text -> new Object[] {1L})
                        .kind(text -> null)
                        .bind(ID_AND_NAME)
                        .converter();
        assertThatThrownBy(() -> converter.toRow("x"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("kind(…) returned null");
    }

    @Test
    void aKindIsNotGivenTwice() {
        assertThatThrownBy(() -> RowMapping.rows().kind(row -> RowKind.DELETE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setKind");
        assertThatThrownBy(
                        () ->
                                RowMapping.of(Account.class)
                                        .kind(account -> RowKind.INSERT)
                                        .kind(account -> RowKind.DELETE))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nullsOfTheUserAreNamed() {
        assertThatThrownBy(() -> RowMapping.of(null)).hasMessageContaining("RowMapping.of(…)");
        assertThatThrownBy(() -> RowMapping.rowData(null)).hasMessageContaining("rowData(…)");
        assertThatThrownBy(() -> RowMapping.fields(null, text -> new Object[0]))
                .hasMessageContaining("fields(…) got no columns");
        assertThatThrownBy(() -> RowMapping.fields(List.of("id"), null))
                .hasMessageContaining("fields(…) got no function");
        assertThatThrownBy(() -> RowMapping.of(Account.class).kind(null))
                .hasMessageContaining("kind(…)");
        RowConverter<String> fields =
                RowMapping.<String>fields(List.of("id"), text -> null)
                        .bind(ID_AND_NAME)
                        .converter();
        assertThatThrownBy(() -> fields.toRow("x"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("returned null");
        RowConverter<String> row =
                RowMapping.<String>rowData(text -> null).bind(ID_AND_NAME).converter();
        assertThatThrownBy(() -> row.toRow("x"))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("returned null");
    }
}
