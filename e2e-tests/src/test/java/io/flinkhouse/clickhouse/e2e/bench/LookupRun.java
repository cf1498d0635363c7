// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.LookupConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.config.ServerUrl;
import io.flinkhouse.clickhouse.lookup.CacheInput;
import io.flinkhouse.clickhouse.lookup.LookupProvider;
import io.flinkhouse.clickhouse.lookup.LookupRequest;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.connector.source.lookup.cache.trigger.PeriodicCacheReloadTrigger;
import org.apache.flink.table.connector.source.lookup.cache.trigger.PeriodicCacheReloadTrigger.ScheduleMode;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.LookupFunction;
import org.apache.flink.table.runtime.functions.table.lookup.CachingAsyncLookupFunction;
import org.apache.flink.table.runtime.functions.table.lookup.CachingLookupFunction;
import org.apache.flink.table.runtime.functions.table.lookup.fullcache.LookupFullCache;
import org.apache.flink.table.runtime.functions.table.lookup.fullcache.inputformat.InputFormatCacheLoader;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs Flink jobs in this process whose only operator looks up random keys. */
final class LookupRun {

    /** Prime to the number of rows, so that keys are spread. */
    private static final long STEP = 7_654_321;

    private static final int CAPACITY = 10_000;
    private static final int PATIENCE_MINUTES = 5;

    private static final RowType COLUMNS =
            RowType.of(
                    new LogicalType[] {
                        new BigIntType(false),
                        new VarCharType(false, VarCharType.MAX_LENGTH),
                        new VarCharType(false, VarCharType.MAX_LENGTH)
                    },
                    new String[] {"id", "name", "region"});

    private final String url;
    private final String table;
    private final long rows;
    private final LookupRequest request;

    LookupRun(String url, String table, long rows) throws Exception {
        this.url = url;
        this.table = table;
        this.rows = rows;
        this.request = request();
    }

    private LookupRequest request() throws Exception {
        ConnectionConfig connection =
                new ConnectionConfig(
                        ServerUrl.parse(url).endpoints(),
                        "default",
                        new Secret(""),
                        "default",
                        Map.of(),
                        Map.of());
        TablePath path = new TablePath("default", table);
        TableScan scan;
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            scan =
                    new TableScan(
                            path.toString(),
                            false,
                            ScanColumns.of(TableDescription.of(client, path), COLUMNS),
                            "1",
                            List.of(),
                            -1);
        }
        return new LookupRequest(
                new ScanRequest(
                        connection,
                        RetryConfig.DEFAULT,
                        ReadConfig.DEFAULT.with(ScanOrder.FALSE),
                        path,
                        scan),
                List.of(0),
                null,
                LookupConfig.DEFAULT,
                false);
    }

    /** Returns the number of rows that were found, as all methods do. */
    long oneByOne(long keys) throws Exception {
        return run(keys, rows, sync());
    }

    long jdbc(long keys) throws Exception {
        return run(keys, rows, JdbcLookup.of(url, table, COLUMNS, "id"));
    }

    long batched(long keys) throws Exception {
        return run(keys, rows, async());
    }

    long partial(long keys, long different) throws Exception {
        return run(
                keys,
                different,
                new CachingAsyncLookupFunction(
                        DefaultLookupCache.newBuilder().maximumSize(different).build(), async()));
    }

    long full(long keys) throws Exception {
        InputFormatCacheLoader loader =
                new InputFormatCacheLoader(
                        new CacheInput(request), new FirstColumn(), new RowDataSerializer(COLUMNS));
        LookupFullCache cache =
                new LookupFullCache(
                        loader,
                        new PeriodicCacheReloadTrigger(
                                Duration.ofHours(1), ScheduleMode.FIXED_DELAY));
        return run(keys, rows, new CachingLookupFunction(cache, null));
    }

    private LookupFunction sync() {
        return ((LookupFunctionProvider) LookupProvider.of(request)).createLookupFunction();
    }

    private AsyncLookupFunction async() {
        return ((AsyncLookupFunctionProvider) LookupProvider.of(request))
                .createAsyncLookupFunction();
    }

    private static long run(long keys, long different, LookupFunction function) throws Exception {
        StreamExecutionEnvironment environment = environment();
        return count(
                environment,
                keys(environment, keys, different)
                        .flatMap(new LookupFlatMap(function))
                        .returns(InternalTypeInfo.of(COLUMNS)));
    }

    private static long run(long keys, long different, AsyncLookupFunction function)
            throws Exception {
        StreamExecutionEnvironment environment = environment();
        return count(
                environment,
                AsyncDataStream.orderedWait(
                                keys(environment, keys, different),
                                new LookupAsync(function),
                                PATIENCE_MINUTES,
                                TimeUnit.MINUTES,
                                CAPACITY)
                        .returns(InternalTypeInfo.of(COLUMNS)));
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("restart-strategy.type", "none");
        return StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    }

    private static DataStream<Long> keys(
            StreamExecutionEnvironment environment, long keys, long different) {
        return environment.fromSequence(0, keys - 1).map(n -> n * STEP % different);
    }

    private static long count(StreamExecutionEnvironment environment, DataStream<RowData> found)
            throws Exception {
        CountedRecords.discard(found);
        environment.execute("bench");
        return CountedRecords.take();
    }
}
