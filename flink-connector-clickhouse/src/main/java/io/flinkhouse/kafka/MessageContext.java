// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

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
 * A table as the Kafka connector sees it when the bytes of its messages are wanted too: read with
 * {@link MessageFormat}, which leaves the work to the formats that the user chose.
 */
final class MessageContext extends KafkaContext {

    private final KafkaConnector connector;
    private final KafkaContext users;

    private MessageContext(
            KafkaConnector connector, KafkaContext users, ResolvedCatalogTable catalogTable) {
        super(users, catalogTable, new FormatOptions(users.getEnrichmentOptions()).others());
        this.connector = connector;
        this.users = users;
    }

    /** With the bytes of the value for those who ask the format for them. */
    static MessageContext ofValue(KafkaConnector connector, KafkaContext users) {
        ResolvedCatalogTable table = users.getCatalogTable();
        FormatOptions options = new FormatOptions(table.getOptions());
        return new MessageContext(connector, users, table.copy(options.forValue()));
    }

    /** As above, with the bytes of the key in one more column behind the others. */
    static MessageContext ofValueAndKey(KafkaConnector connector, KafkaContext users) {
        ResolvedCatalogTable table = users.getCatalogTable();
        FormatOptions options = new FormatOptions(table.getOptions());
        return new MessageContext(
                connector,
                users,
                new ResolvedCatalogTable(
                        table.getOrigin().copy(options.forValueAndKey()),
                        with(table.getResolvedSchema(), options.rawKey())));
    }

    /** As above, with what is wrong with a message that cannot be read. */
    static MessageContext guarded(KafkaConnector connector, KafkaContext users) {
        ResolvedCatalogTable table = users.getCatalogTable();
        FormatOptions options = new FormatOptions(table.getOptions());
        ResolvedSchema schema = table.getResolvedSchema();
        if (options.keyHasFormat()) {
            schema = with(schema, options.keyError());
        }
        return new MessageContext(
                connector,
                users,
                new ResolvedCatalogTable(
                        table.getOrigin().copy(options.guarded()), with(schema, options.rawKey())));
    }

    /** The format that the user chose for a part of the message. */
    DecodingFormat<DeserializationSchema<RowData>> format(MessagePart part) {
        return part.format(connector.helper(users));
    }

    private static ResolvedSchema with(ResolvedSchema schema, String column) {
        List<Column> columns = new ArrayList<>(schema.getColumns());
        columns.add(Column.physical(column, DataTypes.STRING()));
        return ResolvedSchema.of(columns);
    }
}
