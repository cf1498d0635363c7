// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.memory;

import io.flinkhouse.clickhouse.sink.ClickHouseSink;
import io.flinkhouse.clickhouse.sink.ClickHouseSinkBuilder;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

import java.time.Duration;

/**
 * Writes a nasty stream. Arguments: its name and number of rows, the server's URL, user, password
 * and database, and a directory for the spool.
 */
public final class NastyJob {

    private NastyJob() {}

    public static void main(String[] args) throws Exception {
        NastyStream stream = NastyStreams.named(args[0]);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.getConfig().enableObjectReuse(); // or Flink would copy each row
        ClickHouseSinkBuilder<RowData> sink =
                ClickHouseSink.<RowData>builder()
                        .url(args[2])
                        .username(args[3])
                        .password(args[4])
                        .table(args[5], stream.name())
                        .flushInterval(Duration.ofHours(1)) // a busy machine makes few rows in 5 s
                        .spoolPath(args[6]);
        stream.options().accept(sink, args[5]);
        env.fromSequence(0, Long.parseLong(args[1]) - 1)
                .map(new Rows(stream.name()))
                .returns(TypeInformation.of(RowData.class))
                .sinkTo(sink.build());
        env.execute(stream.name());
    }

    private static final class Rows implements MapFunction<Long, RowData> {

        private final String name;
        private transient NastyStream stream;

        Rows(String name) {
            this.name = name;
        }

        @Override
        public RowData map(Long number) {
            if (stream == null) {
                stream = NastyStreams.named(name);
            }
            return stream.row().apply(number.intValue());
        }
    }
}
