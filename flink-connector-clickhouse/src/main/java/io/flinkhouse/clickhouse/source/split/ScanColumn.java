// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * A column of the result of a scan.
 *
 * @param expression the SQL expression of its values, without alias
 * @param spec its name in the result and its types
 */
@Internal
public record ScanColumn(String expression, ColumnSpec spec) implements Serializable {

    /** Returns the expression with the name of the column. */
    public String selected() {
        String name = Identifiers.quote(spec.name());
        return expression.equals(name) ? name : expression + " AS " + name;
    }
}
