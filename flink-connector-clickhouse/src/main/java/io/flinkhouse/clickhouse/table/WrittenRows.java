// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.mapping.RowMapping;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.connector.sink.DynamicTableSink.Context;
import org.apache.flink.table.connector.sink.DynamicTableSink.SinkRuntimeProvider;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;

/** Creates the sink for the rows that a statement writes. */
@FunctionalInterface
interface WrittenRows {

    SinkRuntimeProvider provider(Context context);

    /** Rows of an INSERT. */
    static WrittenRows inserted(TableSinkConfig settings) {
        return context -> plain(settings, RowMapping.rowData());
    }

    /** Rows of an UPDATE or DELETE. */
    static WrittenRows modified(RowLevelPlan rows) {
        TableSinkConfig settings = rows.settings();
        if (rows.cancelling()) {
            return context ->
                    new RowLevelUpdateProvider(
                            sink(settings, mapping(rows)),
                            context.createTypeInformation(settings.schema()),
                            settings.schema().getFieldCount());
        }
        return context -> plain(settings, mapping(rows));
    }

    private static RowMapping<RowData> mapping(RowLevelPlan rows) {
        return rows.neverNull().isEmpty()
                ? RowMapping.rowData()
                : RowMapping.rowData(
                        new RowLevelNullGuard(rows.settings().schema(), rows.neverNull()));
    }

    private static SinkRuntimeProvider plain(
            TableSinkConfig settings, RowMapping<RowData> mapping) {
        return SinkV2Provider.of(sink(settings, mapping), settings.parallelism().orElse(null));
    }

    private static Sink<RowData> sink(TableSinkConfig settings, RowMapping<RowData> mapping) {
        return settings.sink(builder -> builder.rows(settings.schema(), mapping));
    }
}
