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
import org.apache.flink.table.types.DataType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.AND;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.IS_NULL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LIKE;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.NOT;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.NOT_EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.OR;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which conditions are translated, and their SQL; FilterFuzzITCase compares the selected
 * rows.
 */
class FilterPushDownTest {

    private static final Map<String, BuiltInFunctionDefinition> OPERATORS =
            Map.of(
                    "=", EQUALS,
                    "<>", NOT_EQUALS,
                    "<", LESS_THAN,
                    "<=", LESS_THAN_OR_EQUAL,
                    ">", GREATER_THAN,
                    ">=", GREATER_THAN_OR_EQUAL);

    private static final ResolvedExpression ONE = compare("small", "=", "1");
    private static final ResolvedExpression UNSAID =
            call(LIKE, field("text"), new ValueLiteralExpression("a_"));

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "-",
            textBlock =
                    """
            # A value of the column's type.
            small | =  | 1     | (`small` = 1)
            small | <> | -1    | (`small` <> -1)
            small | >= | 127   | (`small` >= 127)
            # A literal between or beside the values of the type: every row, none, or the neighbour; NULL stays NULL.
            small | =  | 1.5   | (`small` IS NULL AND NULL)
            small | <> | 1.5   | (`small` IS NOT NULL OR NULL)
            small | <  | 1.5   | (`small` <= 1)
            small | <= | 1.5   | (`small` <= 1)
            small | >  | 1.5   | (`small` > 1)
            small | >= | 1.5   | (`small` > 1)
            small | =  | 128   | (`small` IS NULL AND NULL)
            small | <  | 128   | (`small` <= 127)
            small | >  | -129  | (`small` >= -128)
            small | <  | -129  | (`small` < -128)
            # More digits than a bare number may have.
            big   | =  | 18446744073709551615 | (`big` = toUInt64('18446744073709551615'))
            big   | =  | -1    | (`big` IS NULL AND NULL)
            price | =  | 1.5   | (`price` = toDecimal32('1.50', 2))
            price | <  | 1.555 | (`price` <= toDecimal32('1.55', 2))
            # Texts by their bytes; zero bytes at the end of a FixedString are not part of the text.
            text  | =  | it's  | (`text` = 'it\\'s')
            text  | >  | b     | (`text` > 'b')
            fixed | =  | ab    | (`fixed` = toFixedString('\\x61\\x62', 3))
            fixed | =  | abcd  | (`fixed` IS NULL AND NULL)
            kind  | <  | b     | (toString(`kind`) < 'b')
            ip    | >  | ::1   | -
            """)
    void comparesAColumnWithALiteral(String column, String operator, String value, String sql) {
        assertThat(said(compare(column, operator, value))).isEqualTo(Optional.ofNullable(sql));
    }

    @ParameterizedTest(name = "1 {0} small")
    @CsvSource({"=, =", "<>, <>", "<, >", "<=, >=", ">, <", ">=, <="})
    void turnsAComparisonThatStartsWithTheLiteral(String operator, String turned) {
        ResolvedExpression one = literal("small", "1");
        assertThat(said(call(OPERATORS.get(operator), one, field("small"))))
                .contains("(`small` " + turned + " 1)");
    }

    @Test
    void comparesColumnsOfOneKindOnly() {
        assertThat(said(call(LESS_THAN, field("small"), field("price")))).isEmpty();
        assertThat(said(call(LESS_THAN, field("small"), field("other"))))
                .contains("(`small` < `other`)");
        assertThat(said(call(EQUALS, field("text"), field("kind"))))
                .contains("(`text` = toString(`kind`))");
        assertThat(said(call(EQUALS, field("text"), field("fixed")))).isEmpty();
    }

    @Test
    void joinsWhatCanBeSaid() {
        ResolvedExpression none = call(IS_NULL, field("text"));
        assertThat(said(call(OR, ONE, call(NOT, none))))
                .contains("((`small` = 1) OR (NOT (`text` IS NULL)))");
        assertThat(said(call(AND, call(AND, ONE, none), ONE)))
                .contains("((`small` = 1) AND (`text` IS NULL) AND (`small` = 1))");
        assertThat(said(field("flag"))).contains("`flag`");
    }

    @Test
    void leavesToFlinkWhatItCannotSayInFull() {
        assertThat(said(UNSAID)).isEmpty();
        assertThat(said(call(AND, ONE, UNSAID))).isEmpty();
        assertThat(said(call(OR, ONE, UNSAID))).isEmpty();
        assertThat(said(call(NOT, UNSAID))).isEmpty();
        assertThat(said(call(EQUALS, field("gone"), literal("small", "1")))).isEmpty();
        assertThat(said(compare("small", "=", null))).isEmpty();
    }

    @Test
    void joinsConditionsAndTakesAllRowsWithoutAny() {
        assertThat(new FilterPushDown(table(), List.of()).of(List.of())).contains("1");
        assertThat(new FilterPushDown(table(), List.of(ONE, ONE)).of(List.of(ONE, ONE)))
                .contains("((`small` = 1) AND (`small` = 1))");
    }

    /** The server's parser takes 1000 levels, and a list of IN is an OR of an OR of an OR. */
    @Test
    void aLongListIsNoDeepTree() {
        ResolvedExpression list = ONE;
        for (int i = 0; i < 500; i++) {
            list = call(OR, list, ONE);
        }
        String sql = said(list).orElseThrow();
        assertThat(sql).startsWith("((`small` = 1) OR (").endsWith("(`small` = 1))");
        assertThat(sql.chars().filter(c -> c == '(')).hasSize(502);
    }

    /** 0 is -0 to {@code =}, but not in a list, which may have become several comparisons. */
    @Test
    void looksForZeroOnlyWhereNothingElseIsAskedOfTheColumn() {
        ResolvedExpression zero = compare("ratio", "=", "0");
        assertThat(said(zero)).contains("(`ratio` = reinterpretAsFloat64(toUInt64(0)))");
        assertThat(new FilterPushDown(table(), List.of(zero, zero)).of(List.of(zero))).isEmpty();
        assertThat(said(compare("ratio", "=", "1")))
                .contains("(`ratio` = reinterpretAsFloat64(toUInt64(4607182418800017408)))");
    }

    private static Optional<String> said(ResolvedExpression condition) {
        return condition.accept(new FilterPushDown(table(), List.of(condition)));
    }

    private static ResolvedExpression compare(String column, String operator, String value) {
        return call(OPERATORS.get(operator), field(column), literal(column, value));
    }

    private static CallExpression call(
            BuiltInFunctionDefinition function, ResolvedExpression... operands) {
        return CallExpression.permanent(function, List.of(operands), DataTypes.BOOLEAN());
    }

    private static FieldReferenceExpression field(String name) {
        return new FieldReferenceExpression(name, type(name), 0, 0);
    }

    /** Of the type that Flink gives to such a literal beside the column. */
    private static ValueLiteralExpression literal(String column, String value) {
        if (value == null) {
            return new ValueLiteralExpression(null, type(column).nullable());
        }
        return switch (column) {
            case "ratio" -> new ValueLiteralExpression(Double.valueOf(value));
            case "small", "big", "price" -> {
                BigDecimal number = new BigDecimal(value);
                DataType type =
                        DataTypes.DECIMAL(
                                Math.max(number.precision(), number.scale()), number.scale());
                yield new ValueLiteralExpression(number, type.notNull());
            }
            default -> new ValueLiteralExpression(value, DataTypes.STRING().notNull());
        };
    }

    private static DataType type(String column) {
        return switch (column) {
            case "small", "other" -> DataTypes.TINYINT();
            case "big" -> DataTypes.DECIMAL(20, 0);
            case "price" -> DataTypes.DECIMAL(9, 2);
            case "ratio" -> DataTypes.DOUBLE();
            case "flag" -> DataTypes.BOOLEAN();
            default -> DataTypes.STRING();
        };
    }

    private static TableDescription table() {
        return new TableDescription(
                new TablePath("db", "t"),
                "uuid",
                TableEngine.parse("MergeTree", "MergeTree"),
                "MergeTree",
                "",
                List.of(),
                "",
                "UTC",
                List.of(
                        column("small", "Nullable(Int8)"),
                        column("other", "Int32"),
                        column("big", "UInt64"),
                        column("price", "Decimal(9, 2)"),
                        column("text", "LowCardinality(Nullable(String))"),
                        column("fixed", "FixedString(3)"),
                        column("kind", "Enum8('a' = 2, 'b' = 1)"),
                        column("ip", "IPv6"),
                        column("flag", "Bool"),
                        column("ratio", "Float64")),
                List.of());
    }

    private static ColumnDescription column(String name, String type) {
        return new ColumnDescription(name, type, "", "", false, false);
    }
}
