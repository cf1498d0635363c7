// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value format that can also return the raw bytes of the value. A row has at most one of the two
 * columns of bytes.
 */
@Internal
public final class RawMessageFormat implements DecodingFormat<DeserializationSchema<RowData>> {

    /** Metadata: the raw bytes of the value. */
    public static final String RAW_MESSAGE = "raw-message";

    /**
     * Metadata: the error of a value that the format cannot decode; the row then has no other
     * values.
     */
    public static final String ERROR = "error";

    /** Metadata: the raw bytes of the value if it could not be decoded. */
    public static final String BROKEN_MESSAGE = "broken-message";

    private static final Map<String, DataType> OWN =
            Map.of(
                    RAW_MESSAGE, DataTypes.STRING(),
                    ERROR, DataTypes.STRING(),
                    BROKEN_MESSAGE, DataTypes.STRING());

    private final DecodingFormat<DeserializationSchema<RowData>> users;
    private final ValidationRules rules;
    private List<String> asked = List.of();

    RawMessageFormat(DecodingFormat<DeserializationSchema<RowData>> users, ValidationRules rules) {
        this.users = users;
        this.rules = rules;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return users.getChangelogMode();
    }

    /** Lists this format's metadata before that of the user's format. */
    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> all = new LinkedHashMap<>(OWN);
        users.listReadableMetadata().forEach(all::putIfAbsent);
        return all;
    }

    @Override
    public void applyReadableMetadata(List<String> keys) {
        asked = List.copyOf(keys);
        List<String> rest = new ArrayList<>(keys);
        rest.removeAll(OWN.keySet());
        if (!users.listReadableMetadata().isEmpty()) {
            users.applyReadableMetadata(rest);
        }
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physical) {
        int error = DataType.getFieldCount(physical);
        boolean hasBrokenMessage = asked.contains(BROKEN_MESSAGE);
        boolean hasMessage = hasBrokenMessage || asked.contains(RAW_MESSAGE);
        return new TolerantDeserializer(
                withMessage(context, physical),
                new TolerantDeserializer.RowLayout(
                        error,
                        hasMessage ? error + 1 : -1,
                        hasBrokenMessage ? 2 : 1,
                        error + asked.size()),
                new TolerantDeserializer.Requirements(emptyResultPolicy(), rules.of(physical, "")));
    }

    private EmptyResultPolicy emptyResultPolicy() {
        return getChangelogMode().containsOnly(RowKind.INSERT)
                        && !rules.hiding().contains(KeyOrValue.VALUE)
                ? EmptyResultPolicy.FAULT_IF_EMPTY
                : EmptyResultPolicy.FINE;
    }

    private DeserializationSchema<RowData> withMessage(
            DynamicTableSource.Context context, DataType physical) {
        DeserializationSchema<RowData> rows =
                new RegistryPrefix(
                        RestartingDeserializer.of(users.createRuntimeDecoder(context, physical)));
        if (!asked.contains(RAW_MESSAGE)) {
            return rows;
        }
        List<DataTypes.Field> fields = new ArrayList<>(DataType.getFields(physical));
        int position = fields.size();
        Map<String, DataType> types = listReadableMetadata();
        asked.forEach(key -> fields.add(DataTypes.FIELD("$" + key, types.get(key))));
        DataType produced = DataTypes.ROW(fields.toArray(DataTypes.Field[]::new));
        return new RawMessageDeserializer(rows, position, context.createTypeInformation(produced));
    }
}
