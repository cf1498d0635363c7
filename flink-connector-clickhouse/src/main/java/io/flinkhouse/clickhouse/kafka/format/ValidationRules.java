// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rules for messages that the format can decode: NOT NULL and lengths. Flink checks the same
 * rules after the query, when the message is no longer known.
 *
 * @param values whether values must match the declared NOT NULL
 * @param lengths whether texts and bytes must match the declared lengths
 * @param hiding the parts whose format drops what it cannot decode, by an option of the user
 */
@Internal
public record ValidationRules(boolean values, boolean lengths, Set<KeyOrValue> hiding) {

    private static final ConfigOption<String> NOT_NULL_ENFORCER =
            ConfigOptions.key("table.exec.sink.not-null-enforcer").stringType().defaultValue("");

    /** The value ERROR exists since Flink 2.1. */
    private static final ConfigOption<String> LENGTH_ENFORCER =
            ConfigOptions.key("table.exec.sink.type-length-enforcer").stringType().defaultValue("");

    /**
     * Returns the rules of a table. In the mode {@code fail}, rows that the user lets Flink drop
     * are accepted.
     */
    public static ValidationRules of(
            ReadableConfig session, FormatOptions options, boolean failing) {
        boolean dropped = session.get(NOT_NULL_ENFORCER).equalsIgnoreCase("DROP");
        Set<KeyOrValue> hiding = EnumSet.noneOf(KeyOrValue.class);
        for (KeyOrValue part : KeyOrValue.values()) {
            if (options.hidesErrors(part).isPresent()) {
                hiding.add(part);
            }
        }
        return new ValidationRules(
                !failing || !dropped,
                session.get(LENGTH_ENFORCER).equalsIgnoreCase("ERROR"),
                hiding);
    }

    /**
     * Returns the constraint on the values of a message.
     *
     * @param prefix the prefix of column names before the names of fields
     */
    public RowConstraint of(DataType fields, String prefix) {
        List<RowConstraint.CheckedField> all = new ArrayList<>();
        for (RowType.RowField field : ((RowType) fields.getLogicalType()).getFields()) {
            all.add(
                    RowConstraint.CheckedField.of(
                            all.size(), prefix + field.getName(), field.getType()));
        }
        return of(all);
    }

    public RowConstraint of(List<RowConstraint.CheckedField> fields) {
        return values ? RowConstraint.of(fields, lengths) : RowConstraint.none();
    }
}
