// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.data.RowData;

/**
 * Runs the rows of an UPDATE through {@link RowLevelUpdateSplitter}. Splitter and sink have the
 * parallelism of the input, so that the order of rows is kept.
 */
record RowLevelUpdateProvider(Sink<RowData> sink, TypeInformation<RowData> type, int fields)
        implements DataStreamSinkProvider {

    @Override
    public DataStreamSink<?> consumeDataStream(ProviderContext context, DataStream<RowData> rows) {
        int parallelism = rows.getParallelism();
        DataStream<RowData> changes =
                rows.flatMap(new RowLevelUpdateSplitter(fields), type)
                        .name("Update before and after")
                        .setParallelism(parallelism);
        return changes.sinkTo(sink).setParallelism(parallelism);
    }
}
