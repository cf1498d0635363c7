// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.InDoubt;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sink.commit.InDoubtDecision.Replica;
import io.flinkhouse.sql.Identifiers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Decides, for blocks of one table that may or may not be there, what is to be done with each. */
final class Resolver {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    private final ClickHouseClient client;
    private final String fenceColumn;
    private final InDoubt policy;
    private final LongSupplier clockMillis;

    Resolver(
            ClickHouseClient client, String fenceColumn, InDoubt policy, LongSupplier clockMillis) {
        this.client = client;
        this.fenceColumn = fenceColumn;
        this.policy = policy;
        this.clockMillis = clockMillis;
    }

    /**
     * A verdict for each block.
     *
     * @throws ClickHouseException if the server cannot be asked, or nothing can decide and the
     *     policy is {@code fail}
     */
    Map<BlockId, Verdict> resolve(Recipient table, Collection<Block> doubtful)
            throws ClickHouseException {
        Map<Long, Map<String, Long>> present = fencesIn(table, doubtful);
        Map<BlockId, Verdict> verdicts = new HashMap<>();
        for (Block block : doubtful) {
            Asked facts =
                    new Asked(table, block, present.getOrDefault(block.target().fence(), Map.of()));
            Verdict verdict =
                    new InDoubtDecision(table, fenceColumn, policy, block, facts).verdict();
            LOG.info("In doubt: {} sealed {} ms ago: {}", block, age(block), verdict);
            verdicts.put(block.id(), verdict);
        }
        return verdicts;
    }

    /** Rows per partition, per fence. */
    private Map<Long, Map<String, Long>> fencesIn(Recipient table, Collection<Block> blocks)
            throws ClickHouseException {
        String fences =
                blocks.stream()
                        .filter(block -> block.target().isFenced())
                        .map(block -> Long.toUnsignedString(block.target().fence()))
                        .collect(Collectors.joining(", "));
        Map<Long, Map<String, Long>> present = new HashMap<>();
        if (!table.fence() || fences.isEmpty()) {
            return present;
        }
        String column = Identifiers.quote(fenceColumn);
        Map<String, String> consistent =
                Map.of("select_sequential_consistency", table.engine().isReplicated() ? "1" : "0");
        for (List<String> row :
                client.query(
                        "SELECT "
                                + column
                                + ", _partition_id, count() FROM "
                                + table.path()
                                + " WHERE "
                                + column
                                + " IN ("
                                + fences
                                + ") GROUP BY 1, 2",
                        consistent)) {
            present.computeIfAbsent(Long.parseUnsignedLong(row.get(0)), fence -> new HashMap<>())
                    .put(row.get(1), Long.parseLong(row.get(2)));
        }
        return present;
    }

    private long age(Block block) {
        return Math.max(0, clockMillis.getAsLong() - block.origin().sealedAt());
    }

    /** Asks the server, each time it is asked. */
    private final class Asked implements InDoubtDecision.Facts {

        private final Recipient table;
        private final Block block;
        private final Map<String, Long> rowsPresent;

        Asked(Recipient table, Block block, Map<String, Long> rowsPresent) {
            this.table = table;
            this.block = block;
            this.rowsPresent = rowsPresent;
        }

        @Override
        public long ageSeconds() {
            return age(block) / 1000;
        }

        @Override
        public Map<String, Long> rowsPresent() {
            return rowsPresent;
        }

        /** Block numbers grow, and a part that was last touched before holds only older ones. */
        @Override
        public OptionalLong insertsSince() throws ClickHouseException {
            String before =
                    "modification_time < toDateTime("
                            + (block.origin().sealedAt() / 1000 - 1)
                            + ")";
            String scope = table.engine().isReplicated() ? "partition_id" : "''";
            String sql =
                    "SELECT max(n) FROM (SELECT max(max_block_number)"
                            + " - maxIf(max_block_number, "
                            + before
                            + ") AS n FROM system.parts WHERE"
                            + " database = {db:String} AND table = {table:String} GROUP BY "
                            + scope
                            + " UNION ALL SELECT 0)";
            return OptionalLong.of(Long.parseLong(client.query(sql, name()).get(0).get(0)));
        }

        @Override
        public List<Replica> replicas() throws ClickHouseException {
            String sql =
                    "SELECT is_readonly, absolute_delay FROM system.replicas"
                            + " WHERE database = {db:String} AND table = {table:String}";
            return client.query(sql, name()).stream()
                    .map(row -> new Replica(!row.get(0).equals("0"), Long.parseLong(row.get(1))))
                    .toList();
        }

        private Map<String, String> name() {
            return Map.of("param_db", table.path().database(), "param_table", table.path().table());
        }
    }
}
