// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** Runs a Flink job in this process: generated rows through one subtask of the sink. */
final class FlinkRun {

    private final String url;
    private final String table;
    private final int block;

    FlinkRun(String url, String table, int block) {
        this.url = url;
        this.table = table;
        this.block = block;
    }

    void write(long rows) throws Exception {
        Sink<RowData> sink =
                ClickHouseSink.<RowData>builder()
                        .url(url)
                        .table("default", table)
                        .rows(RowMapping.rowData())
                        .columns(ReferenceRow.type())
                        .maxRows(block)
                        .maxBytes(1L << 28)
                        .build();
        run(rows, sink);
    }

    void generateOnly(long rows) throws Exception {
        run(rows, new DiscardingSink<>());
    }

    private static void run(long rows, Sink<RowData> sink) throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("execution.checkpointing.interval", "10 s");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        environment
                .fromSource(
                        new DataGeneratorSource<RowData>(ReferenceRow::of, rows, type()),
                        WatermarkStrategy.noWatermarks(),
                        "reference rows")
                .sinkTo(sink);
        environment.execute("bench");
    }

    private static TypeInformation<RowData> type() {
        return InternalTypeInfo.of(ReferenceRow.type());
    }
}
