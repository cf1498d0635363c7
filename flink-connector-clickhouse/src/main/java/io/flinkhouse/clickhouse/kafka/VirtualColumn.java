// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.kafka.format.RawMessageFormat;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.Column.MetadataColumn;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metadata columns of a Kafka message, named as in ClickHouse's Kafka engine and in ClickPipes.
 * A table declares one as a METADATA column of that name.
 *
 * <p>They are in the order in which the Kafka connector appends them to a row: first those that it
 * treats as columns, then the format's metadata, then its own.
 */
enum VirtualColumn {
    KEY_ERROR("_key_error", DataTypes.STRING(), null),
    KEY("_key", DataTypes.STRING(), null),
    ERROR("_error", DataTypes.STRING(), "value." + RawMessageFormat.ERROR),
    BROKEN_MESSAGE(
            "_broken_message", DataTypes.STRING(), "value." + RawMessageFormat.BROKEN_MESSAGE),
    RAW_MESSAGE("_raw_message", DataTypes.STRING(), "value." + RawMessageFormat.RAW_MESSAGE),
    TOPIC("_topic", DataTypes.STRING().notNull(), "topic"),
    PARTITION("_partition", DataTypes.INT().notNull(), "partition"),
    OFFSET("_offset", DataTypes.BIGINT().notNull(), "offset"),
    TIMESTAMP("_timestamp", DataTypes.TIMESTAMP_LTZ(3).notNull(), "timestamp"),
    HEADERS("_headers", DataTypes.MAP(DataTypes.STRING(), DataTypes.BYTES()).notNull(), "headers"),
    HEADER_KEYS("_header_keys", texts(), "headers"),
    HEADER_VALUES("_header_values", texts(), "headers");

    /** The columns that tables cannot declare. */
    static final Set<VirtualColumn> INTERNAL =
            EnumSet.of(KEY_ERROR, ERROR, BROKEN_MESSAGE, HEADERS);

    private final String key;
    private final DataType type;
    private final String kafkaKey;

    VirtualColumn(String key, DataType type, String kafkaKey) {
        this.key = key;
        this.type = type;
        this.kafkaKey = kafkaKey;
    }

    /** Returns the metadata key, as in METADATA FROM. */
    String key() {
        return key;
    }

    DataType type() {
        return type;
    }

    /** Returns whether the Kafka connector provides it as metadata and not as a column. */
    boolean isMetadata() {
        return this != KEY && this != KEY_ERROR;
    }

    /** Returns whether the Kafka connector puts it before its own metadata. */
    boolean comesFirst() {
        return compareTo(RAW_MESSAGE) <= 0;
    }

    boolean isOfHeaders() {
        return this == HEADER_KEYS || this == HEADER_VALUES;
    }

    /** Returns the Kafka connector's metadata key, if it is metadata. */
    String kafkaKey() {
        return kafkaKey;
    }

    static Optional<VirtualColumn> of(String key) {
        return Stream.of(values()).filter(column -> column.key.equals(key)).findFirst();
    }

    /** Returns the virtual columns that a table declares. */
    static Set<VirtualColumn> of(ResolvedSchema schema) {
        return schema.getColumns().stream()
                .filter(MetadataColumn.class::isInstance)
                .map(MetadataColumn.class::cast)
                .map(column -> column.getMetadataKey().orElse(column.getName()))
                .flatMap(key -> of(key).stream())
                .filter(column -> !INTERNAL.contains(column))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(VirtualColumn.class)));
    }

    /** Adds the columns for position and error of a broken message to the declared ones. */
    static Set<VirtualColumn> withPlace(Set<VirtualColumn> asked) {
        Set<VirtualColumn> all = EnumSet.of(ERROR, TOPIC, PARTITION, OFFSET);
        all.addAll(asked);
        return all;
    }

    private static DataType texts() {
        return DataTypes.ARRAY(DataTypes.STRING()).notNull();
    }
}
