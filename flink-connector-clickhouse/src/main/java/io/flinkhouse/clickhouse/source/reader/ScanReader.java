// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.metrics.ScanMetric;
import io.flinkhouse.clickhouse.source.follow.PendingRows;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Reads splits, one query at a time, and asks for the next split when one has ended. */
@Internal
public final class ScanReader<T>
        extends SingleThreadMultiplexSourceReaderBase<RowBlock, T, TableSplit, SplitProgress> {

    private final ServerReads server;
    private ReaderOutput<T> output;
    private volatile long pending;

    private ScanReader(
            ServerReads server, Function<RowData, T> records, SourceReaderContext context) {
        super(
                () -> new TableSplitReader(server),
                new RowEmitter<>(records, context.metricGroup().getIOMetricGroup()),
                context.getConfiguration(),
                context);
        this.server = server;
    }

    /**
     * Creates a reader.
     *
     * @param records converts rows to the records of the source
     */
    public static <T> ScanReader<T> of(
            ScanRequest request, Function<RowData, T> records, SourceReaderContext context) {
        File directory = temporary(context.getConfiguration());
        Counter retries = context.metricGroup().counter(ScanMetric.READ_RETRIES.key());
        ScanReader<T> reader =
                new ScanReader<>(new ServerReads(request, directory, retries), records, context);
        if (request.follow().endless()) {
            context.metricGroup().setPendingRecordsGauge(() -> reader.pending);
        }
        return reader;
    }

    private static File temporary(Configuration cluster) {
        String[] directories = ConfigurationUtils.parseTempDirectories(cluster);
        return new File(directories[ThreadLocalRandom.current().nextInt(directories.length)]);
    }

    @Override
    public void start() {
        super.start();
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> task) throws Exception {
        if (output == null) {
            output = server.request().follow().endless() ? new WholeOutput<>(task) : task;
        }
        return super.pollNext(output);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof PendingRows told) {
            pending = told.rows();
        } else {
            super.handleSourceEvents(event);
        }
    }

    @Override
    protected void onSplitFinished(Map<String, SplitProgress> finished) {
        if (getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected SplitProgress initializedState(TableSplit split) {
        return new SplitProgress(split);
    }

    /** Leaves out splits whose rows are all emitted, and whose end Flink has not met yet. */
    @Override
    public List<TableSplit> snapshotState(long checkpoint) {
        return super.snapshotState(checkpoint).stream().filter(Objects::nonNull).toList();
    }

    /** Returns the rest of a split for {@link #snapshotState}; null if there is none. */
    @Override
    protected TableSplit toSplitType(String id, SplitProgress progress) {
        return progress.rest();
    }

    @Override
    public void close() throws Exception {
        server.close();
        super.close();
    }
}
