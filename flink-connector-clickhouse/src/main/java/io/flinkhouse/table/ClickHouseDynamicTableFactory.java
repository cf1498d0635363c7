// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.codec.MessageFormat;
import io.flinkhouse.kafka.KafkaFeed;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Makes tables with {@code 'connector' = 'clickhouse'}. Writing one writes ClickHouse; reading one
 * that has a topic reads Kafka.
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
        ClickHouseConnectorOptions.REQUIRED.forEach(optional::remove);
        return optional;
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        Optional<KafkaFeed> feed = KafkaFeed.of(context);
        TableOptions options = options(context, feed);
        return feed.map(
                        kafka ->
                                options.errors().source(kafka, options, context.getConfiguration()))
                .orElseGet(() -> new UnreadableSource(notReadable(context)));
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        TableOptions options = options(context, KafkaFeed.of(context));
        SinkColumns columns = SinkColumns.of(context.getCatalogTable());
        SinkSettings settings =
                new SinkSettings(
                        options.table(),
                        options.connection(),
                        options.write(),
                        options.exactlyOnce(context.getConfiguration()),
                        options.changelog(columns.primaryKey()),
                        options.errors(),
                        columns.schema(),
                        options.parallelism());
        Optional<MessageFormat> messages = options.inputFormat();
        return messages.isPresent()
                ? MessageTableSink.of(settings, messages.get(), options.validate())
                : rowTable(settings, columns, options.validate(), context.getConfiguration());
    }

    private static DynamicTableSink rowTable(
            SinkSettings settings, SinkColumns columns, boolean validate, ReadableConfig job) {
        if (!validate) {
            return new ClickHouseTableSink(
                    settings,
                    columns.metadata(),
                    TakenChanges.unchecked(settings),
                    Promise.unchecked(settings));
        }
        SinkTarget target = TableInspector.inspect(settings);
        SinkRules.check(settings.schema(), target);
        settings.errors().check(settings.connection(), settings.exactlyOnce().fenceColumn());
        return new ClickHouseTableSink(
                settings,
                columns.metadata(),
                TakenChanges.of(settings, target, job),
                Promise.checked(settings, target.table()));
    }

    private static TableOptions options(Context context, Optional<KafkaFeed> feed) {
        return new TableOptions(context.getCatalogTable().getOptions(), feed);
    }

    private static String notReadable(Context context) {
        return "Table "
                + context.getObjectIdentifier().asSummaryString()
                + " can be written, but not read: this connector does not read from ClickHouse yet."
                + " With 'topic' or 'topic-pattern' the table would read Kafka.";
    }
}
