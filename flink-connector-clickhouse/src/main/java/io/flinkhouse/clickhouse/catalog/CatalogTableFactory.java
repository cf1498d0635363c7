// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.ddl.NewTable;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.table.ClickHouseConnectorOptions;
import io.flinkhouse.clickhouse.table.ClickHouseDynamicTableFactory;
import io.flinkhouse.clickhouse.table.ClickHouseSinkOptions;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Creates the sources and sinks of a catalog's tables: those of the connector, with the secrets of
 * the catalog, which the options of its tables do not show.
 */
final class CatalogTableFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {

    private final CatalogSettings settings;
    private final ClickHouseDynamicTableFactory tables = new ClickHouseDynamicTableFactory();

    CatalogTableFactory(CatalogSettings settings) {
        this.settings = settings;
    }

    @Override
    public String factoryIdentifier() {
        return tables.factoryIdentifier();
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return tables.requiredOptions();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return tables.optionalOptions();
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        return tables.createDynamicTableSource(
                with(context, settings.withSecrets(context.getCatalogTable().getOptions())));
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        Map<String, String> options = context.getCatalogTable().getOptions();
        return options.containsKey(ClickHouseConnectorOptions.TABLE_NAME.key())
                ? tables.createDynamicTableSink(with(context, settings.withSecrets(options)))
                : notYetCreated(context);
    }

    /** CREATE TABLE AS asks for the sink of a table that does not exist, to fill it in one step. */
    private DynamicTableSink notYetCreated(Context context) {
        NewTable table =
                new DeclaredTable(
                                context.getObjectIdentifier().getCatalogName(),
                                context.getObjectIdentifier().toObjectPath(),
                                settings)
                        .newTable(context.getCatalogTable());
        boolean batch =
                context.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
                        == RuntimeExecutionMode.BATCH;
        return batch
                ? new StagingTableSink(
                        new StagedTableCreation(settings.connection(), table),
                        path -> sinkOf(path, context))
                : sinkOf(table.path(), context);
    }

    /** The table does not exist at planning, so it is checked when the job starts. */
    private DynamicTableSink sinkOf(TablePath path, Context context) {
        Map<String, String> options = new HashMap<>(settings.optionsOf(path));
        options.put(ClickHouseSinkOptions.SINK_VALIDATE.key(), "false");
        return tables.createDynamicTableSink(with(context, settings.withSecrets(options)));
    }

    private static Context with(Context context, Map<String, String> options) {
        return new FactoryUtil.DefaultDynamicTableContext(
                context.getObjectIdentifier(),
                context.getCatalogTable().copy(options),
                context.getEnrichmentOptions(),
                context.getConfiguration(),
                context.getClassLoader(),
                context.isTemporary());
    }
}
