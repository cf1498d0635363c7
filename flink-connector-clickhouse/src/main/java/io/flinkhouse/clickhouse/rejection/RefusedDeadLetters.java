// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterBatch;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes refused rows and messages to the dead-letter table. Their tokens and fences derive from
 * the block's, so the same block brings them once: as long as the table remembers tokens, or if it
 * has a fence column that the user may read and write.
 */
record RefusedDeadLetters(DeadLetterTable table, RetryConfig retry) implements RefusedPartSink {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedDeadLetters.class);

    @Override
    public void keep(
            RefusedBlock block,
            BlockParts parts,
            Map<Integer, ClickHouseException> refused,
            ClickHouseClient client)
            throws ClickHouseException, InterruptedException {
        TableReader server = table.reader(client);
        List<ColumnSpec> columns = call(() -> table.prepare(server));
        boolean fenced = call(() -> isFenced(server));
        InsertProfile profile = fenced ? InsertProfile.EXACTLY_ONCE : InsertProfile.DEAD_LETTER;
        InsertSettings settings = call(() -> server.settings(profile));
        BlockParts.DeadLetterFactory deadLetters = parts.deadLetters(table.fenceColumn());
        DeadLetterBatch batch = new DeadLetterBatch(columns, block.table());
        Map<String, String> deciding = call(() -> server.read().settings().deciding());
        DeadLetterSender sender = new DeadLetterSender(client, columns, settings, fenced, deciding);
        int sent = 0;
        for (Map.Entry<Integer, ClickHouseException> one : refused.entrySet()) {
            batch.add(
                    deadLetters.about(
                            one.getKey(), block.sealedAt(), one.getValue().wholeMessage()));
            if (batch.isFull()) {
                sender.send(batch, block.token() + "-refused-" + sent++);
            }
        }
        if (!batch.isEmpty()) {
            sender.send(batch, block.token() + "-refused-" + sent);
        }
    }

    private boolean isFenced(TableReader server) throws ClickHouseException {
        String fence = table.fenceColumn();
        return server.read().table().column(fence).isPresent()
                && server.grants()
                        .has("SELECT(" + Identifiers.quote(fence) + ") ON " + table.path())
                && server.grants().mayInsert(table.path(), List.of(fence));
    }

    /** Sends batches of letters, each under a token of its own. */
    private final class DeadLetterSender {

        private final ClickHouseClient client;
        private final InsertSettings settings;
        private final boolean fenced;
        private final Map<String, String> deciding;
        private final String statement;

        DeadLetterSender(
                ClickHouseClient client,
                List<ColumnSpec> columns,
                InsertSettings settings,
                boolean fenced,
                Map<String, String> deciding) {
            this.client = client;
            this.settings = settings;
            this.fenced = fenced;
            this.deciding = deciding;
            List<String> names = new ArrayList<>(columns.stream().map(ColumnSpec::name).toList());
            if (fenced) {
                names.add(table.fenceColumn());
            }
            this.statement = InsertStatement.nativeInto(table.path(), names);
        }

        void send(DeadLetterBatch batch, String token)
                throws ClickHouseException, InterruptedException {
            long fence = fence(token);
            EncodedBlock letters = fenced ? batch.seal(table.fenceColumn(), fence) : batch.seal();
            InsertRequest request =
                    new InsertRequest(statement, token, settings.under(token), letters, true);
            call(
                    () -> {
                        if (!fenced || count(fence) < letters.rows()) {
                            client.insert(request);
                        }
                        return null;
                    });
        }

        private long count(long fence) throws ClickHouseException {
            return Long.parseLong(
                    client.value(
                            "SELECT count() FROM "
                                    + table.path()
                                    + " WHERE "
                                    + Identifiers.quote(table.fenceColumn())
                                    + " = "
                                    + Long.toUnsignedString(fence),
                            deciding));
        }
    }

    /** The same number for the same token, and never 0. */
    private static long fence(String token) {
        byte[] text = token.getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(text).getMostSignificantBits() | 1;
    }

    private <T> T call(Retry.Attempt<T> attempt) throws ClickHouseException, InterruptedException {
        return Retry.call(
                retry,
                attempt,
                (attempts, wait, failure) ->
                        LOG.info(
                                "Retrying {} in {}: {}", table.path(), wait, failure.getMessage()));
    }
}
