// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.codec.FullBuffer;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.schema.ColumnSelection;
import io.flinkhouse.clickhouse.schema.TableInquiry;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sink.write.BatchSender;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Counts the calls from the sink's writer to the buffer of a column. */
class HopsTest {

    /** Writer, changelog and its action, batch, block, column, codec, buffer. */
    private static final int MOST = 8;

    private static final TablePath TABLE = new TablePath("db", "t");

    @Test
    void aRowReachesItsBufferInFewHops() throws Exception {
        SinkConfig<RowData> config = config();
        try (WriterHarness<RowData> task =
                WriterHarness.around(context -> writer(config, context))) {
            List<String> hops = hops(catchThrowable(() -> task.write(GenericRowData.of(1L))));
            if (Boolean.getBoolean("house")) {
                System.out.println("hops: " + hops.size() + " " + hops);
            }
            assertThat(hops).hasSizeLessThanOrEqualTo(MOST);
        }
    }

    /** The frames of our own from the writer to the buffer, the outermost first. */
    private static List<String> hops(Throwable atTheBuffer) {
        List<StackTraceElement> stack = Arrays.asList(atTheBuffer.getStackTrace());
        assertThat(stack).anyMatch(FullBuffer::isIn);
        List<StackTraceElement> way =
                stack.stream()
                        .filter(frame -> frame.getClassName().startsWith("io.flinkhouse."))
                        .takeWhile(frame -> !frame.getClassName().contains("WriterHarness"))
                        .dropWhile(FullBuffer::isIn)
                        .toList();
        List<String> hops = new ArrayList<>();
        for (StackTraceElement frame : way) {
            hops.add(
                    0,
                    frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName());
        }
        hops.add("ByteWriter");
        return hops;
    }

    private static SinkWriter<RowData> writer(SinkConfig<RowData> config, WriterContext context)
            throws IOException {
        ClickHouseClient unused = new ClickHouseClient(config.connection(), 1);
        return new DirectWriter<>(
                config,
                config.bind(TableInquiry.of(unused, config.table(), config.write().retry()), 0),
                new BatchSender(
                        unused,
                        TABLE,
                        "",
                        null,
                        config.refusedBlockHandler(),
                        config.write().retry()),
                RejectedRowHandler.SKIPPED,
                CheckpointFlush.ALL,
                context);
    }

    private static SinkConfig<RowData> config() {
        return new SinkConfig<>(
                ConnectionConfig.parse("http://unused"),
                TABLE,
                WriteConfig.DEFAULT,
                ExactlyOnceConfig.at("file:///unused"),
                new ChangelogConfig(List.of(), DeleteMode.IGNORE, UpdateMode.INSERT),
                ColumnSelection.known(List.of(column())),
                RowMapping.rowData(),
                RejectionPolicy.FAIL,
                new Full());
    }

    private static ColumnSpec column() {
        ClickHouseType type = TypeParser.parse("Int64");
        return new ColumnSpec("a", type, TypeMapping.toFlink(type));
    }

    /** Blocks of rows whose first buffer is full. */
    private static final class Full implements InsertFormat {

        private static final long serialVersionUID = 1L;

        @Override
        public BlockBuilder open(List<ColumnSpec> columns) {
            return FullBuffer.of(new NativeBlockBuilder(columns));
        }

        @Override
        public String statement(TablePath table, List<String> columns) {
            throw new UnsupportedOperationException();
        }

        @Override
        public GrantedGuarantee guarantee(
                TableReader server, ConnectionConfig connection, ExactlyOnceConfig exactlyOnce) {
            throw new UnsupportedOperationException();
        }
    }
}
