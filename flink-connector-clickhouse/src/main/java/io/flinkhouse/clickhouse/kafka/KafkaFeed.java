// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.kafka.format.FormatOptions;
import io.flinkhouse.clickhouse.kafka.format.KafkaConnector;
import io.flinkhouse.clickhouse.kafka.format.KafkaContext;
import io.flinkhouse.clickhouse.kafka.format.MessageContext;
import io.flinkhouse.clickhouse.kafka.format.ValidationRules;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.factories.DynamicTableFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Creates the Kafka source of a table whose options name a topic. */
@Internal
public final class KafkaFeed {

    private static final List<String> TOPIC = List.of("topic", "topic-pattern");

    private final DynamicTableFactory.Context table;
    private final KafkaConnector connector;
    private final Set<String> names;
    private final List<String> prefixes;

    private KafkaFeed(DynamicTableFactory.Context table, KafkaConnector connector) {
        this.table = table;
        this.connector = connector;
        this.names = connector.options();
        this.prefixes = prefixes(table.getCatalogTable().getOptions());
    }

    /**
     * Returns the Kafka source of a table; empty if its options name no topic.
     *
     * @throws ValidationException if there is no Kafka connector for it
     */
    public static Optional<KafkaFeed> of(DynamicTableFactory.Context table) {
        return TOPIC.stream().anyMatch(table.getCatalogTable().getOptions()::containsKey)
                ? Optional.of(new KafkaFeed(table, KafkaConnector.find(table.getClassLoader())))
                : Optional.empty();
    }

    /** Returns whether an option belongs to the Kafka source. */
    public boolean understands(String option) {
        return names.contains(option) || prefixes.stream().anyMatch(option::startsWith);
    }

    /** Returns the names of the options that are not prefixes. */
    public Set<String> optionNames() {
        return names;
    }

    /** Returns the table source of the topic. */
    public DynamicTableSource source(BrokenMessages broken) {
        KafkaContext users = KafkaContext.of(table, this::understands);
        FormatOptions options = new FormatOptions(users.getCatalogTable().getOptions());
        ValidationRules rules =
                ValidationRules.of(table.getConfiguration(), options, broken.fail());
        if (!broken.fail()) {
            options.hidesErrors().ifPresent(KafkaFeed::refuseHiding);
        }
        ScanTableSource plain =
                connector.source(
                        users); // validates the options; throws the error that names the wrong one
        TolerantReadPlan guard =
                TolerantReadPlan.of(
                        users.getCatalogTable().getResolvedSchema(),
                        plain,
                        broken,
                        options.keyHasFormat(),
                        rules);
        ScanTableSource messages =
                connector.source(
                        guard.reads(VirtualColumn.KEY)
                                ? MessageContext.ofValueAndKey(connector, users, rules)
                                : MessageContext.ofValue(connector, users, rules));
        return new TolerantSource(messages, guard, users.getPhysicalRowDataType());
    }

    private static void refuseHiding(String option) {
        throw new ValidationException(
                "'"
                        + option
                        + "' drops broken messages before 'scan.error-mode' can handle them;"
                        + " remove one of the two options.");
    }

    private static List<String> prefixes(Map<String, String> options) {
        List<String> prefixes = new FormatOptions(options).prefixes();
        prefixes.addAll(List.of("properties.", "scan.watermark."));
        return prefixes;
    }
}
