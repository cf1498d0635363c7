// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.data.RowData;

/** Applies a function to each row that the Kafka connector reads. */
record MappingScanProvider(
        DataStreamScanProvider rows,
        MapFunction<RowData, RowData> change,
        TypeInformation<RowData> type)
        implements ChainedScanProvider {

    @Override
    public DataStream<RowData> produceDataStream(
            ProviderContext context, StreamExecutionEnvironment environment) {
        SingleOutputStreamOperator<RowData> changed =
                read(context, environment)
                        .map(change)
                        .returns(type)
                        .name("Kafka header conversion");
        context.generateUid("headers").ifPresent(changed::uid);
        return changed;
    }
}
