// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.connector.source.LookupTableSource.LookupRuntimeProvider;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingAsyncLookupProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingLookupProvider;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.LookupFunction;

/**
 * Offers Flink's planner the functions of a lookup join. The asynchronous provider offers both,
 * because the planner needs the synchronous one where the order of changes matters.
 */
@Internal
public final class LookupProvider {

    private LookupProvider() {}

    /** Returns the provider without a cache. */
    public static LookupRuntimeProvider of(LookupRequest request) {
        return request.config().async()
                ? new Both(request)
                : LookupFunctionProvider.of(new SingleLookup(request));
    }

    /** Returns the provider with a cache of the keys that were asked for. */
    public static LookupRuntimeProvider of(LookupRequest request, LookupCache cache) {
        return request.config().async()
                ? new BothCached(request, cache)
                : PartialCachingLookupProvider.of(new SingleLookup(request), cache);
    }

    private record Both(LookupRequest request)
            implements AsyncLookupFunctionProvider, LookupFunctionProvider {

        @Override
        public AsyncLookupFunction createAsyncLookupFunction() {
            return new BatchedLookup(request);
        }

        @Override
        public LookupFunction createLookupFunction() {
            return new SingleLookup(request);
        }
    }

    private record BothCached(LookupRequest request, LookupCache cache)
            implements PartialCachingAsyncLookupProvider, PartialCachingLookupProvider {

        @Override
        public AsyncLookupFunction createAsyncLookupFunction() {
            return new BatchedLookup(request);
        }

        @Override
        public LookupFunction createLookupFunction() {
            return new SingleLookup(request);
        }

        @Override
        public LookupCache getCache() {
            return cache;
        }
    }
}
