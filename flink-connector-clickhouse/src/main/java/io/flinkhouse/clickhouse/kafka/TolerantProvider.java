// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.transformations.PhysicalTransformation;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.data.RowData;

/** Reads a topic through the Kafka connector and filters out broken messages. */
record TolerantProvider(
        DataStreamScanProvider rows,
        BrokenMessages broken,
        MetadataLayout columns,
        TypeInformation<RowData> type)
        implements ChainedScanProvider {

    @Override
    public DataStream<RowData> produceDataStream(
            ProviderContext context, StreamExecutionEnvironment environment) {
        if (isStream(environment)) {
            broken.policy().require(environment.getConfiguration());
        }
        SingleOutputStreamOperator<RowData> good =
                read(context, environment)
                        .transform(
                                "Broken message filter",
                                type,
                                new BrokenMessageFilter(broken, columns));
        ((PhysicalTransformation<?>) good.getTransformation())
                .setChainingStrategy(ChainingStrategy.ALWAYS); // not the default in Flink 1
        context.generateUid("broken-messages").ifPresent(good::uid);
        return good;
    }

    /**
     * With AUTOMATIC the job may still run in batch mode; the tasks read the mode from their
     * configuration.
     */
    private static boolean isStream(StreamExecutionEnvironment environment) {
        return environment.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
                == RuntimeExecutionMode.STREAMING;
    }
}
