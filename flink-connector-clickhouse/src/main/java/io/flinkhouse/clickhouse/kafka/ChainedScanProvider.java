// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.data.RowData;

import java.util.Optional;

/** Adds an operator after the Kafka connector's source, in the same chain. */
interface ChainedScanProvider extends DataStreamScanProvider {

    /** Returns the provider of the Kafka connector. */
    DataStreamScanProvider rows();

    /** Returns the connector's stream; the operator after it has the same parallelism. */
    default DataStream<RowData> read(
            ProviderContext context, StreamExecutionEnvironment environment) {
        DataStream<RowData> read =
                FinishingSource.of(rows().produceDataStream(context, environment), environment);
        getParallelism().ifPresent(read.getTransformation()::setParallelism);
        return read;
    }

    @Override
    default boolean isBounded() {
        return rows().isBounded();
    }

    @Override
    default Optional<Integer> getParallelism() {
        return rows().getParallelism();
    }
}
