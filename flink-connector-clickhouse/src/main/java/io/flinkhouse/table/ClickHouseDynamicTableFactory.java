// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.types.logical.RowType;

import java.util.HashSet;
import java.util.Set;

/** Makes tables with {@code 'connector' = 'clickhouse'}. */
@PublicEvolving
public final class ClickHouseDynamicTableFactory implements DynamicTableSinkFactory {

    static final String IDENTIFIER = "clickhouse";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return new HashSet<>(ClickHouseConnectorOptions.REQUIRED);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        Set<ConfigOption<?>> optional = new HashSet<>(ClickHouseConnectorOptions.SINGLE);
        ClickHouseConnectorOptions.REQUIRED.forEach(optional::remove);
        return optional;
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        TableOptions options = new TableOptions(context.getCatalogTable().getOptions());
        SinkSettings settings =
                new SinkSettings(
                        options.table(),
                        options.connection(),
                        options.write(),
                        options.exactlyOnce(context.getConfiguration()),
                        (RowType) context.getPhysicalRowDataType().getLogicalType(),
                        options.parallelism());
        if (!options.validate()) {
            return new ClickHouseTableSink(settings, Promise.unchecked(settings));
        }
        SinkRules.check(
                settings.schema(),
                TableInspector.inspect(
                        settings.connection(),
                        settings.table(),
                        settings.schema().getFieldNames()));
        return new ClickHouseTableSink(settings, Promise.checked(settings));
    }
}
