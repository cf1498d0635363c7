// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Looks up the keys that are in flight. */
final class LookupAsync extends RichAsyncFunction<Long, RowData> {

    private static final long serialVersionUID = 1L;

    private final AsyncLookupFunction function;

    LookupAsync(AsyncLookupFunction function) {
        this.function = function;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        function.open(new FunctionContext(getRuntimeContext()));
    }

    @Override
    public void asyncInvoke(Long key, ResultFuture<RowData> result) {
        CompletableFuture<Collection<RowData>> unused =
                function.asyncLookup(GenericRowData.of(key))
                        .whenComplete((rows, failure) -> answer(rows, failure, result));
    }

    private static void answer(
            Collection<RowData> rows, Throwable failure, ResultFuture<RowData> result) {
        if (failure == null) {
            result.complete(rows);
        } else {
            result.completeExceptionally(failure);
        }
    }

    @Override
    public void close() throws Exception {
        function.close();
    }
}
