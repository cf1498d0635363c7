// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;

import java.util.ArrayList;
import java.util.List;

/**
 * Presents a table to the Kafka connector with {@link RawMessageFormat} as its format, so that the
 * raw bytes of messages are read too.
 */
@Internal
public final class MessageContext extends KafkaContext {

    private final KafkaConnector connector;
    private final KafkaContext users;
    private final ValidationRules rules;

    private MessageContext(
            KafkaConnector connector,
            KafkaContext users,
            ValidationRules rules,
            ResolvedCatalogTable catalogTable) {
        super(users, catalogTable, new FormatOptions(users.getEnrichmentOptions()).others());
        this.connector = connector;
        this.users = users;
        this.rules = rules;
    }

    /** Reads the value's raw bytes only. */
    public static MessageContext ofValue(
            KafkaConnector connector, KafkaContext users, ValidationRules rules) {
        ResolvedCatalogTable table = users.getCatalogTable();
        FormatOptions options = new FormatOptions(table.getOptions());
        return new MessageContext(connector, users, rules, table.copy(options.forValue()));
    }

    /**
     * Reads the raw bytes of the value, and those of the key and its error in columns after the
     * others.
     */
    public static MessageContext ofValueAndKey(
            KafkaConnector connector, KafkaContext users, ValidationRules rules) {
        ResolvedCatalogTable table = users.getCatalogTable();
        FormatOptions options = new FormatOptions(table.getOptions());
        ResolvedSchema schema = table.getResolvedSchema();
        if (options.keyHasFormat()) {
            schema = with(schema, options.keyError());
        }
        return new MessageContext(
                connector,
                users,
                rules,
                new ResolvedCatalogTable(
                        table.getOrigin().copy(options.forValueAndKey()),
                        with(schema, options.rawKey())));
    }

    ValidationRules rules() {
        return rules;
    }

    /** Returns the name prefix of columns from the key. */
    String keyPrefix() {
        return new FormatOptions(users.getCatalogTable().getOptions()).keyPrefix();
    }

    /** Returns the user's format of a part of the message. */
    DecodingFormat<DeserializationSchema<RowData>> format(KeyOrValue part) {
        DecodingFormat<DeserializationSchema<RowData>> format =
                part.format(connector.helper(users));
        return new FormatOptions(users.getCatalogTable().getOptions()).isBinaryAvro(part)
                ? new MarkedAvroFormat(format)
                : format;
    }

    private static ResolvedSchema with(ResolvedSchema schema, String column) {
        List<Column> columns = new ArrayList<>(schema.getColumns());
        columns.add(Column.physical(column, DataTypes.STRING()));
        return ResolvedSchema.of(columns);
    }
}
