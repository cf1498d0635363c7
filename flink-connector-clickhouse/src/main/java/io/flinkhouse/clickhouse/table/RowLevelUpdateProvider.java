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
 * Runs an UPDATE's rows through {@link RowLevelUpdateSplitter}, at the parallelism of its input.
 * Both stay where they are, so the sink has the parallelism of its input.
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
