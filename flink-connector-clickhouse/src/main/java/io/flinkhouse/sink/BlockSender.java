// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.InsertRequest;
import io.flinkhouse.client.Retry;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sql.InsertStatement;
import io.flinkhouse.sql.TablePath;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Sends one block until the server has it or the retry budget is spent: always the same bytes under
 * the same token. Thread-safe.
 */
final class BlockSender {

    private final ClickHouseClient client;
    private final TablePath table;
    private final String statement;
    private final RetryConfig retry;

    BlockSender(ClickHouseClient client, TablePath table, List<String> columns, RetryConfig retry) {
        this.client = client;
        this.table = table;
        this.statement = InsertStatement.nativeInto(table, columns);
        this.retry = retry;
    }

    void send(SealedBlock block, Runnable onRetry) throws IOException, InterruptedException {
        InsertRequest request =
                new InsertRequest(statement, block.token(), settings(block.token()), block, true);
        try {
            Retry.call(
                    retry,
                    () -> client.insert(request),
                    (attempts, wait, failure) -> onRetry.run());
        } catch (ClickHouseException e) {
            throw new IOException(message(block, e), e);
        }
    }

    /**
     * An asynchronous insert would be acknowledged by other rules. A view that a crash of the
     * server left without the block must see it again, although the table drops it by its token.
     */
    private static Map<String, String> settings(String token) {
        return Map.of(
                "insert_deduplication_token", token,
                "async_insert", "0",
                "input_format_null_as_default", "1",
                "deduplicate_blocks_in_dependent_materialized_views", "1");
    }

    private String message(SealedBlock block, ClickHouseException cause) {
        String next =
                switch (cause.kind()) {
                    case RETRY -> "; see to the server, or raise 'sink.retry.timeout'";
                    case REJECT ->
                            "; the server refuses the data itself, so mend the rows before the sink"
                                    + " or the table";
                    case FAIL ->
                            "; trying again cannot help, so mend the table, the grants or the"
                                    + " settings and start the job again";
                };
        return "Cannot insert a block of "
                + block.rows()
                + " rows into "
                + table
                + ": "
                + cause.getMessage()
                + next;
    }

    void close() {
        client.close();
    }
}
