// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.enumerator.SplitPlanner;
import io.flinkhouse.clickhouse.source.reader.WholeSplit;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.io.DefaultInputSplitAssigner;
import org.apache.flink.api.common.io.InputFormat;
import org.apache.flink.api.common.io.statistics.BaseStatistics;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputSplitAssigner;
import org.apache.flink.table.data.RowData;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads all rows for Flink's full cache. The first load fails as a lookup does. A reload waits for
 * a server that does not answer, as long as it takes: the cache keeps its rows meanwhile, whereas a
 * reload that fails would end the job.
 */
@Internal
public final class CacheInput implements InputFormat<RowData, CacheSplit> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(CacheInput.class);

    private final LookupRequest request;
    private transient boolean loaded;
    private transient Iterator<List<RowData>> blocks;
    private transient Iterator<RowData> rows;

    public CacheInput(LookupRequest request) {
        this.request = request;
    }

    @Override
    public void configure(Configuration parameters) {
        // the request has all
    }

    @Override
    public BaseStatistics getStatistics(BaseStatistics cached) {
        return cached;
    }

    /** Plans the splits of a load; Flink calls it once for each load of its cache. */
    @Override
    public CacheSplit[] createInputSplits(int least) throws IOException {
        boolean reload = loaded;
        int threads = Math.max(least, Runtime.getRuntime().availableProcessors());
        ScanRequest scan = request.scan();
        try (ClickHouseClient client = new ClickHouseClient(scan.connection(), 1)) {
            SplitPlanner planner = new SplitPlanner(client, scan.read());
            ScanPlan plan =
                    retried(
                            reload,
                            () ->
                                    planner.plan(
                                            Optional.ofNullable(scan.table()),
                                            scan.scan(),
                                            threads));
            CacheSplit[] splits = new CacheSplit[plan.splits().size()];
            for (int i = 0; i < splits.length; i++) {
                TableSplit split = plan.splits().get(i).of(plan.tableId());
                splits[i] = new CacheSplit(i, split, reload);
            }
            loaded = true;
            return splits;
        }
    }

    @Override
    public InputSplitAssigner getInputSplitAssigner(CacheSplit[] splits) {
        return new DefaultInputSplitAssigner(splits);
    }

    @Override
    public void open(CacheSplit split) throws IOException {
        try (WholeSplit whole = new WholeSplit(request.scan(), split.split())) {
            blocks = retried(split.reload(), whole::read).iterator();
            rows = List.<RowData>of().iterator();
        }
    }

    private <T> T retried(boolean reload, Retry.Attempt<T> attempt) throws IOException {
        int retries = reload ? Integer.MAX_VALUE : request.config().maxRetries();
        try {
            return Retry.call(
                    Attempts.backoff(request.scan().retry()),
                    new Attempts<>(retries, attempt),
                    (attempts, wait, failure) -> {
                        if (reload) {
                            LOG.warn(
                                    "The full cache of {} keeps its old rows, because it cannot be"
                                            + " loaded again; the next attempt is in {} ms",
                                    request.scan().name(),
                                    wait.toMillis(),
                                    failure);
                        } else {
                            LOG.info("Loading {} again", request.scan().name(), failure);
                        }
                    });
        } catch (ClickHouseException | BadValueException e) {
            throw new IOException(
                    "Cannot load the full cache of "
                            + request.scan().name()
                            + ". "
                            + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while the full cache was loaded");
        }
    }

    @Override
    public boolean reachedEnd() {
        while (!rows.hasNext() && blocks.hasNext()) {
            rows = blocks.next().iterator();
        }
        return !rows.hasNext();
    }

    @Override
    public RowData nextRecord(RowData reuse) {
        return rows.next();
    }

    @Override
    public void close() {
        blocks = null;
        rows = null;
    }
}
