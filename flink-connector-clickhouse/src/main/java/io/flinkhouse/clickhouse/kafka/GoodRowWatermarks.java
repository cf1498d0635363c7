// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkAlignmentParams;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.ProjectedRowData;

/**
 * Generates the planner's watermarks from the rows of valid messages; a broken message has no
 * rowtime.
 */
record GoodRowWatermarks(WatermarkStrategy<RowData> users, MetadataLayout columns)
        implements WatermarkStrategy<RowData> {

    @Override
    public WatermarkGenerator<RowData> createWatermarkGenerator(
            WatermarkGeneratorSupplier.Context context) {
        WatermarkGenerator<RowData> generator = users.createWatermarkGenerator(context);
        ProjectedRowData view = columns.view();
        return new WatermarkGenerator<>() {
            @Override
            public void onEvent(RowData row, long timestamp, WatermarkOutput output) {
                if (!columns.isBroken(row)) {
                    generator.onEvent(view.replaceRow(row), timestamp, output);
                }
            }

            @Override
            public void onPeriodicEmit(WatermarkOutput output) {
                generator.onPeriodicEmit(output);
            }
        };
    }

    @Override
    public TimestampAssigner<RowData> createTimestampAssigner(
            TimestampAssignerSupplier.Context context) {
        TimestampAssigner<RowData> assigner = users.createTimestampAssigner(context);
        ProjectedRowData view = columns.view();
        return (row, timestamp) ->
                columns.isBroken(row)
                        ? timestamp
                        : assigner.extractTimestamp(view.replaceRow(row), timestamp);
    }

    @Override
    public WatermarkAlignmentParams getAlignmentParameters() {
        return users.getAlignmentParameters();
    }
}
