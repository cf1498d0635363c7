// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks up rows for many rows of the stream at a time, as an asynchronous lookup join does. */
@Internal
public final class BatchedLookup extends AsyncLookupFunction {

    private static final long serialVersionUID = 1L;

    private final LookupRequest request;
    private transient KeyMatcher questions;
    private transient KeyBatches batches;

    BatchedLookup(LookupRequest request) {
        this.request = request;
    }

    @Override
    public void open(FunctionContext context) {
        questions = KeyMatcher.ofQuestions(request);
        batches =
                new KeyBatches(
                        new LookupServer(request),
                        request.config().maxKeys(),
                        request.scan().name());
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
        Optional<MatchKey> match = questions.of(key);
        return match.isPresent()
                ? batches.ask(match.get(), key)
                : CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void close() {
        if (batches != null) {
            batches.close();
        }
    }
}
