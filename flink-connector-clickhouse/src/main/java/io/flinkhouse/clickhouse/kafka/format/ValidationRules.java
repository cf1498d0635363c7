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
 * Says what is a fault of a message that the format can read. Flink checks the same behind the
 * query, where nobody knows the message any more.
 *
 * @param values whether a value has to be as the table declares it
 * @param lengths whether that is true of the lengths of texts and bytes too
 * @param hiding the parts whose format leaves out what it cannot read, by the user's own option
 */
@Internal
public record ValidationRules(boolean values, boolean lengths, Set<KeyOrValue> hiding) {

    private static final ConfigOption<String> NOT_NULL_ENFORCER =
            ConfigOptions.key("table.exec.sink.not-null-enforcer").stringType().defaultValue("");

    /** Flink 2.1 and later know the value ERROR. */
    private static final ConfigOption<String> LENGTH_ENFORCER =
            ConfigOptions.key("table.exec.sink.type-length-enforcer").stringType().defaultValue("");

    /** Where a fault fails the job, what the user wants to be dropped is left to be dropped. */
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
     * What values of a message have to be.
     *
     * @param prefix what columns are called in addition to the fields
     */
    public RowConstraint of(DataType fields, String prefix) {
        List<RowConstraint.Field> all = new ArrayList<>();
        for (RowType.RowField field : ((RowType) fields.getLogicalType()).getFields()) {
            all.add(RowConstraint.Field.of(all.size(), prefix + field.getName(), field.getType()));
        }
        return of(all);
    }

    public RowConstraint of(List<RowConstraint.Field> fields) {
        return values ? RowConstraint.of(fields, lengths) : RowConstraint.none();
    }
}
