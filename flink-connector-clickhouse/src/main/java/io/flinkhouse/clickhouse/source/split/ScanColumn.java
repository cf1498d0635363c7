// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.VarCharType;

import java.io.Serializable;

/**
 * A column of the result of a scan.
 *
 * @param expression the SQL expression of its values, without alias
 * @param spec its name in the result and its types
 */
@Internal
public record ScanColumn(String expression, ColumnSpec spec) implements Serializable {

    /** Returns a column of texts that may be NULL. */
    public static ScanColumn text(String expression, String name) {
        return new ScanColumn(
                expression,
                new ColumnSpec(
                        name,
                        new ClickHouseType.Simple(TypeFamily.STRING),
                        new VarCharType(VarCharType.MAX_LENGTH)));
    }

    /** Returns whether it is anything else than the column of its name. */
    public boolean isExpression() {
        return !expression.equals(Identifiers.quote(spec.name()));
    }

    /** Returns the expression with the name of the column. */
    public String selected() {
        return isExpression() ? expression + " AS " + Identifiers.quote(spec.name()) : expression;
    }
}
