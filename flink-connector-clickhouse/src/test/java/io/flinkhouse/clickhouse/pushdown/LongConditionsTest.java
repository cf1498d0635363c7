// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LongConditionsTest {

    private static final TableDescription TABLE =
            new TableDescription(
                    new TablePath("d", "t"),
                    "",
                    TableEngine.parse("MergeTree", "MergeTree"),
                    "MergeTree",
                    "",
                    List.of(),
                    "",
                    "UTC",
                    List.of(new ColumnDescription("i", "Int64", "", "", false, false)),
                    List.of());

    /**
     * Tests long lists: Flink makes a tree of a list, the server's parser accepts a depth of 1000,
     * and Java's stack not much more.
     */
    @Test
    void longListsAreNotDeep() {
        ResolvedExpression list = equal(0);
        for (int i = 1; i < 5000; i++) {
            list = call(BuiltInFunctionDefinitions.OR, list, equal(i));
        }
        String sql = sql(list);
        assertThat(sql).startsWith("(((`i` = 0) OR (`i` = 1) OR ").endsWith(" OR (`i` = 4999)))");
    }

    @Test
    void bracketsKeepAndAndOrApart() {
        ResolvedExpression either = call(BuiltInFunctionDefinitions.OR, equal(1), equal(2));
        assertThat(sql(call(BuiltInFunctionDefinitions.AND, either, equal(3))))
                .isEqualTo("((((`i` = 1) OR (`i` = 2)) AND (`i` = 3)))");
    }

    /** Tests that Flink evaluates what would be too long for a query. */
    @Test
    void veryLongListsAreLeftToFlink() {
        ResolvedExpression list = equal(0);
        for (int i = 1; i < 9000; i++) {
            list = call(BuiltInFunctionDefinitions.OR, list, equal(i));
        }
        ScanFilter filter = ScanFilter.of(TABLE, List.of(equal(1), list), false);
        assertThat(filter.sql()).isEqualTo("((`i` = 1))");
        assertThat(filter.remaining()).containsExactly(list);
    }

    /** The server's parser accepts a depth of 1000. */
    @Test
    void veryDeepConditionsAreLeftToFlink() {
        ResolvedExpression deep = equal(0);
        for (int i = 1; i < 400; i++) {
            deep = call(BuiltInFunctionDefinitions.NOT, deep);
        }
        assertThat(ScanFilter.of(TABLE, List.of(deep), false).accepted()).isEmpty();
        assertThat(ScanFilter.of(TABLE, List.of(equal(1)), true).remaining()).hasSize(1);
    }

    private static String sql(ResolvedExpression condition) {
        List<ResolvedExpression> all = List.of(condition);
        return new FilterPushDown(TABLE, all).of(all).orElseThrow();
    }

    private static ResolvedExpression equal(int value) {
        return call(
                BuiltInFunctionDefinitions.EQUALS,
                new FieldReferenceExpression("i", DataTypes.BIGINT(), 0, 0),
                new ValueLiteralExpression((long) value, DataTypes.BIGINT().notNull()));
    }

    private static ResolvedExpression call(
            BuiltInFunctionDefinition function, ResolvedExpression... operands) {
        return CallExpression.permanent(function, List.of(operands), DataTypes.BOOLEAN());
    }
}
