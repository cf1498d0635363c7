// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.kafka.KafkaFeed;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Creates the table source and sink of {@code 'connector' = 'clickhouse'}. The sink writes to
 * ClickHouse. The source reads ClickHouse too, or Kafka if the table has a topic.
 */
@PublicEvolving
public final class ClickHouseDynamicTableFactory
        implements DynamicTableSourceFactory, DynamicTableSinkFactory {

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
        optional.addAll(ClickHouseSinkOptions.ALL);
        optional.addAll(ClickHouseScanOptions.ALL);
        optional.addAll(ClickHouseTableOptions.SINGLE);
        optional.addAll(ClickHouseLookupOptions.ALL);
        ClickHouseConnectorOptions.REQUIRED.forEach(optional::remove);
        return optional;
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        Optional<KafkaFeed> feed = KafkaFeed.of(context);
        TableOptions options = options(context, feed);
        if (feed.isPresent()) {
            FollowOptions.refuseInTopic(context.getCatalogTable().getOptions());
        }
        return feed.map(kafka -> TopicSource.of(kafka, options, context.getConfiguration()))
                .orElseGet(() -> tableSource(context, options));
    }

    private static DynamicTableSource tableSource(Context context, TableOptions options) {
        DataType rows = context.getPhysicalRowDataType();
        return TableSources.of(
                context.getObjectIdentifier(),
                new SourceTable(
                        options,
                        (RowType) rows.getLogicalType(),
                        MetadataColumns.others(context.getCatalogTable().getResolvedSchema()),
                        context.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
                                != RuntimeExecutionMode.BATCH),
                rows);
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        TableOptions options = options(context, KafkaFeed.of(context));
        options.requireTable();
        SinkColumns columns = SinkColumns.of(context.getCatalogTable());
        TableSinkConfig settings =
                new TableSinkConfig(
                        options.table(),
                        options.connection(),
                        options.write(),
                        options.exactlyOnce(context.getConfiguration()),
                        options.changelog(columns.primaryKey()),
                        options.changelogInput(),
                        options.errors(),
                        columns.schema(),
                        options.parallelism());
        TableCreation.of(options, context.getCatalogTable().getResolvedSchema())
                .run(columns.schema(), columns.primaryKey());
        Optional<MessageFormat> messages = options.inputFormat();
        return messages.isPresent()
                ? MessageTableSink.of(settings, messages.get(), options.validate())
                : rowTable(settings, columns.metadata(), options.validate(), context);
    }

    private static DynamicTableSink rowTable(
            TableSinkConfig settings,
            Map<String, DataType> metadata,
            boolean validate,
            Context context) {
        ObjectIdentifier name = context.getObjectIdentifier();
        ResolvedSchema schema = context.getCatalogTable().getResolvedSchema();
        boolean highlyAvailable =
                !context.getConfiguration()
                        .get(HighAvailabilityOptions.HA_MODE)
                        .equalsIgnoreCase("NONE");
        if (!validate) {
            return new ClickHouseTableSink(
                    new RowLevelTable(name, schema, settings, Optional.empty(), highlyAvailable),
                    metadata,
                    AcceptedChanges.unchecked(settings),
                    DeliveryDescription.unchecked(settings));
        }
        CheckedTable checked =
                TableInspector.check(
                        settings,
                        target -> SinkRules.check(settings.checked(), target),
                        GuaranteeCheck::check);
        return new ClickHouseTableSink(
                new RowLevelTable(
                        name, schema, settings, Optional.of(checked.target()), highlyAvailable),
                metadata,
                AcceptedChanges.of(settings, checked.target(), context.getConfiguration()),
                checked.delivery());
    }

    private static TableOptions options(Context context, Optional<KafkaFeed> feed) {
        return new TableOptions(context.getCatalogTable().getOptions(), feed);
    }
}
