// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.config.DecidingSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.MutationQueries;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.ReplicaQueries;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuaranteesReader;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A ClickHouse server over HTTP. Many threads may use it. */
final class HttpCommitServer implements CommitServer {

    /** Follows the id of a block in the token under which it is sent for the second time. */
    private static final String RENEWED = "-2";

    private final CommitConfig config;
    private final ClickHouseClient client;
    private final String fenceColumn;
    private final TableGuaranteesReader guarantees;
    private Settings settings;

    HttpCommitServer(CommitConfig config) {
        this.config = config;
        this.client = new ClickHouseClient(config.connection(), config.inFlight());
        this.fenceColumn = config.exactlyOnce().fenceColumn();
        this.guarantees = new TableGuaranteesReader(client, fenceColumn);
    }

    /** The settings of the server, which are asked for once. */
    private record Settings(InsertSettings inserts, Map<String, String> deciding) {}

    private synchronized Settings settings() throws ClickHouseException {
        if (settings == null) {
            KnownSettings known = KnownSettings.of(client);
            settings =
                    new Settings(
                            InsertSettings.of(client, known, InsertProfile.EXACTLY_ONCE),
                            known.deciding());
        }
        return settings;
    }

    private InDoubtQueries queries() throws ClickHouseException {
        return new InDoubtQueries(client, fenceColumn, settings().deciding);
    }

    @Override
    public boolean orderMatters() throws IOException {
        return config.order().matters(client);
    }

    @Override
    public TableGuarantees guarantees(TablePath table) throws ClickHouseException {
        return guarantees.of(TableDescription.of(client, table));
    }

    @Override
    public boolean isRunning(String queryId) throws ClickHouseException {
        return queries().isRunning(queryId);
    }

    @Override
    public Map<Long, FenceRows> rows(TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException {
        return queries().rows(table, fences);
    }

    @Override
    public Map<Long, FenceRows> rowsOn(
            String server, TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException {
        return queries().rowsOn(server, table, fences);
    }

    @Override
    public boolean knowsPartitions(TableGuarantees table, BlockMetadata block)
            throws ClickHouseException {
        PartitionKey key = new PartitionKey(table.target(), block.target().columns());
        return key.isComputable() && queries().areDeterministic(key.functions());
    }

    @Override
    public Optional<Since> since(TableDescription table, long sealedAtMillis)
            throws ClickHouseException {
        return queries().since(table, sealedAtMillis);
    }

    @Override
    public Optional<String> mutation(TableDescription table, long sealedAtMillis)
            throws ClickHouseException {
        return new MutationQueries(client, settings().deciding).last(table, sealedAtMillis);
    }

    @Override
    public Optional<String> caughtUp(TableGuarantees table) throws ClickHouseException {
        return new ReplicaQueries(client, settings().deciding).caughtUp(table);
    }

    @Override
    public boolean isQuorum() throws ClickHouseException {
        return queries().isQuorum();
    }

    @Override
    public long insert(BlockMetadata block, TableGuarantees table, InsertForm form, Payload payload)
            throws ClickHouseException {
        String token = form == InsertForm.RENEWED ? block.id() + RENEWED : block.id().toString();
        InsertSettings inserts = settings().inserts;
        Map<String, String> all =
                new HashMap<>(
                        (block.payload().isMessages() ? inserts.ofMessages() : inserts)
                                .under(token));
        all.putAll(DecidingSettings.ofInsert(settings().deciding));
        return client.insert(
                        new InsertRequest(
                                statement(block, table, form),
                                block.queryId(),
                                all,
                                payload,
                                block.payload().compressed()))
                .writtenRows();
    }

    private String statement(BlockMetadata block, TableGuarantees table, InsertForm form)
            throws ClickHouseException {
        GuardedInsert guarded =
                new GuardedInsert(
                        table.target(),
                        block.target(),
                        fenceColumn,
                        DecidingSettings.ofGuard(settings().deciding));
        return switch (form) {
            case PLAIN, RENEWED -> block.target().statement();
            case GUARDED -> guarded.whole();
            case GUARDED_BY_PARTITION -> guarded.byPartition();
        };
    }

    @Override
    public Remainder withoutRefused(
            BlockMetadata block, Payload withBoundaries, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException {
        return config.refusedBlockHandler()
                .handle(RefusedBlockReader.read(block, withBoundaries), client, refusal);
    }

    @Override
    public void close() {
        client.close();
    }
}
