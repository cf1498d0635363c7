// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ObjectMappingTest {

    record Visit(long userId, String page, Integer seconds) {}

    record Times(Instant at, LocalDateTime shown) {}

    record Point(double x, double y) {}

    record ColumnContext(String name, Point point) {}

    private record Hidden(int id) {}

    /** A bean: a public field, a getter, a boolean getter, and things that are no properties. */
    public static class Order {
        public static final int CONSTANT = 1;
        public long id = 7;
        private final String customerName = "Ada";

        public String getCustomerName() {
            return customerName;
        }

        public boolean isPaid() {
            return true;
        }

        public String getting() {
            throw new AssertionError("not a getter");
        }
    }

    @Test
    void componentsGoToTheColumnsOfTheirNames() {
        BoundMapping<Visit> bound =
                RowMapping.of(Visit.class)
                        .bind(
                                Columns.of(
                                        "seconds", "Nullable(Int32)",
                                        "other", "String",
                                        "user_id", "UInt64",
                                        "page", "String"));
        assertThat(bound.columns())
                .extracting(ColumnSpec::name)
                .containsExactly("user_id", "page", "seconds");
        RowData row = bound.converter().toRow(new Visit(42, "/home", null));
        assertThat(row.getDecimal(0, 20, 0).toUnscaledLong()).isEqualTo(42);
        assertThat(row.getString(1)).hasToString("/home");
        assertThat(row.isNullAt(2)).isTrue();
    }

    @Test
    void fieldsAndGettersOfABeanAreProperties() {
        BoundMapping<Order> bound =
                RowMapping.of(Order.class)
                        .bind(Columns.of("id", "Int64", "customer_name", "String", "paid", "Bool"));
        RowData row = bound.converter().toRow(new Order());
        List<String> names = bound.columns().stream().map(ColumnSpec::name).toList();
        assertThat(names).containsExactlyInAnyOrder("id", "customer_name", "paid");
        assertThat(row.getLong(names.indexOf("id"))).isEqualTo(7);
        assertThat(row.getString(names.indexOf("customer_name"))).hasToString("Ada");
        assertThat(row.getBoolean(names.indexOf("paid"))).isTrue();
    }

    @Test
    void aPrivateRecordIsReadable() {
        RowData row =
                RowMapping.of(Hidden.class)
                        .bind(Columns.of("id", "Int32"))
                        .converter()
                        .toRow(new Hidden(3));
        assertThat(row.getInt(0)).isEqualTo(3);
    }

    @Test
    void theJavaTypeSaysWhetherATimeIsAnInstantOrWallClock() {
        BoundMapping<Times> bound =
                RowMapping.of(Times.class)
                        .bind(Columns.of("at", "DateTime64(3)", "shown", "DateTime64(3)"));
        assertThat(bound.columns())
                .extracting(column -> column.flinkType().getTypeRoot())
                .containsExactly(
                        LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                        LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE);
        Instant at = Instant.parse("2026-11-20T20:15:00.123Z");
        LocalDateTime shown = LocalDateTime.parse("2026-11-20T21:15:00.123");
        RowData row = bound.converter().toRow(new Times(at, shown));
        assertThat(row.getTimestamp(0, 3).toInstant()).isEqualTo(at);
        assertThat(row.getTimestamp(1, 3).toLocalDateTime()).isEqualTo(shown);
    }

    @Test
    void aRecordInARecordFillsATuple() {
        BoundMapping<ColumnContext> bound =
                RowMapping.of(ColumnContext.class)
                        .bind(
                                Columns.of(
                                        "name", "String",
                                        "point", "Tuple(y Float64, x Float64)"));
        RowData row = bound.converter().toRow(new ColumnContext("here", new Point(1, 2)));
        assertThat(row.getRow(1, 2).getDouble(0)).isEqualTo(2);
        assertThat(row.getRow(1, 2).getDouble(1)).isEqualTo(1);
    }

    @Test
    void aComponentWithoutAColumnIsAnError() {
        assertThatThrownBy(() -> RowMapping.of(Visit.class).bind(Columns.of("user_id", "UInt64")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'page'")
                .hasMessageContaining("user_id");
    }

    @Test
    void anAmbiguousNameIsAnErrorUnlessOneIsExact() {
        List<ColumnSpec> columns =
                Columns.of("User_Id", "Int64", "user_id", "Int64", "id", "Int32");
        record A(long userId) {}
        assertThatThrownBy(() -> RowMapping.of(A.class).bind(columns))
                .hasMessageContaining("'userId'");
        record B(long user_id) {}
        assertThat(RowMapping.of(B.class).bind(columns).columns())
                .extracting(ColumnSpec::name)
                .containsExactly("user_id");
    }

    @Test
    void aClassWithoutPropertiesIsAnError() {
        assertThatThrownBy(() -> RowMapping.of(Object.class).bind(Columns.of("id", "Int32")))
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("function");
    }

    @Test
    void aValueOfTheWrongClassNamesTheColumnAndNotTheValue() {
        record Wrong(String id) {}
        RowConverter<Wrong> converter =
                RowMapping.of(Wrong.class).bind(Columns.of("id", "Int32")).converter();
        assertThatThrownBy(() -> converter.toRow(new Wrong("secret")))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("column 'id' Int32")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aMappingTravelsWithTheJob() throws Exception {
        RowMapping<Visit> copy = InstantiationUtil.clone(RowMapping.of(Visit.class));
        assertThat(copy.bind(Columns.of("user_id", "Int64", "page", "String", "seconds", "Int32")))
                .isNotNull();
    }
}
