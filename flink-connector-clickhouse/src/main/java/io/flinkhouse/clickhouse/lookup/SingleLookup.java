// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Looks up the rows of one key after the other, as a synchronous lookup join does. */
@Internal
public final class SingleLookup extends LookupFunction {

    private static final long serialVersionUID = 1L;

    private final LookupRequest request;
    private transient KeyMatcher questions;
    private transient LookupServer server;

    SingleLookup(LookupRequest request) {
        this.request = request;
    }

    @Override
    public void open(FunctionContext context) {
        questions = KeyMatcher.ofQuestions(request);
        server = new LookupServer(request);
    }

    @Override
    public Collection<RowData> lookup(RowData key) throws IOException {
        Optional<MatchKey> match = questions.of(key);
        if (match.isEmpty()) {
            return List.of();
        }
        try {
            return server.rows(List.of(key)).getOrDefault(match.get(), List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while rows were looked up");
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
