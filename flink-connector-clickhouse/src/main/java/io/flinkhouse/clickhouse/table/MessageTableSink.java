// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder.Form;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsDeletePushDown;
import org.apache.flink.table.connector.sink.abilities.SupportsTruncate;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

import java.util.List;
import java.util.Optional;

/** A table sink of one column that holds messages; the server parses them. */
final class MessageTableSink implements DynamicTableSink, SupportsDeletePushDown, SupportsTruncate {

    private final TableSinkConfig settings;
    private final MessageFormat format;
    private final Form form;
    private final String delivery;

    private MessageTableSink(
            TableSinkConfig settings, MessageFormat format, Form form, String delivery) {
        this.settings = settings;
        this.format = format;
        this.form = form;
        this.delivery = delivery;
    }

    /**
     * Creates the sink.
     *
     * @throws ValidationException if the Flink table cannot hold messages, or the target cannot
     *     store them
     */
    static MessageTableSink of(TableSinkConfig settings, MessageFormat format, boolean validate) {
        Form form = form(settings);
        if (!validate) {
            return new MessageTableSink(
                    settings, format, form, DeliveryDescription.unchecked(settings));
        }
        CheckedTable checked =
                TableInspector.check(
                        settings,
                        target -> SinkRules.checkForMessages(format, settings.schema(), target),
                        GuaranteeCheck::checkMessages);
        return new MessageTableSink(settings, format, form, checked.delivery());
    }

    private static Form form(TableSinkConfig settings) {
        if (settings.schema().getFieldCount() == 1) {
            LogicalType type = settings.schema().getTypeAt(0);
            if (type.is(LogicalTypeFamily.CHARACTER_STRING)) {
                return Form.TEXT;
            }
            if (type.is(LogicalTypeFamily.BINARY_STRING)) {
                return Form.BYTES;
            }
        }
        throw new ValidationException(
                "With 'sink.input-format' the table must have one column of type STRING or"
                        + " BYTES, whose values are messages that ClickHouse parses. This"
                        + " table has "
                        + settings.schema().asSummaryString()
                        + ". Remove the other columns (METADATA columns can be VIRTUAL), or"
                        + " remove 'sink.input-format', so that Flink parses the messages.");
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
        return ChangelogMode.insertOnly();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        return SinkV2Provider.of(
                settings.sink(builder -> builder.messages(format, form, RowMapping.rowData())),
                settings.parallelism().orElse(null));
    }

    @Override
    public void executeTruncation() {
        new TableMutations(settings).truncate();
    }

    @Override
    public boolean applyDeleteFilters(List<ResolvedExpression> filters) {
        throw new ValidationException(
                "With 'sink.input-format' Flink does not know the columns of "
                        + settings.table()
                        + ", so a DELETE cannot have a WHERE. Remove the option for the DELETE and"
                        + " declare the columns, or run it in ClickHouse.");
    }

    @Override
    public Optional<Long> executeDeletion() {
        return Optional.empty();
    }

    @Override
    public DynamicTableSink copy() {
        return new MessageTableSink(settings, format, form, delivery);
    }

    @Override
    public String asSummaryString() {
        return settings.summary("messages as " + format.name() + ", " + delivery);
    }
}
