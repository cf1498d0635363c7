// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsAggregatePushDown;
import org.apache.flink.table.expressions.AggregateExpression;
import org.apache.flink.table.types.DataType;

import java.util.List;

/**
 * A table source that also leaves local aggregates to the server. A table with a DECIMAL column has
 * no such source, because Flink's planner then fails at AVG of this column.
 */
class AggregatingTableSource extends ClickHouseTableSource implements SupportsAggregatePushDown {

    AggregatingTableSource(ObjectIdentifier name, SourceTable table, DataType rows) {
        super(name, table, rows);
    }

    AggregatingTableSource(AggregatingTableSource other) {
        super(other);
    }

    @Override
    public boolean applyAggregates(
            List<int[]> groups, List<AggregateExpression> functions, DataType type) {
        return aggregate(groups, functions, type);
    }

    @Override
    public DynamicTableSource copy() {
        return new AggregatingTableSource(this);
    }
}
