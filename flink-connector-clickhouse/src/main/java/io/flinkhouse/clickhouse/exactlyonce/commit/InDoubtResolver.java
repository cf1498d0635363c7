// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries.Replica;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides for each block in doubt, which may or may not be in its table: done, send, or insert the
 * missing partitions.
 */
final class InDoubtResolver {

    private static final Logger LOG = LoggerFactory.getLogger(InDoubtResolver.class);

    private final InDoubtQueries queries;
    private final String fenceColumn;
    private final InDoubtPolicy policy;
    private final LongSupplier clockMillis;

    InDoubtResolver(
            InDoubtQueries queries,
            String fenceColumn,
            InDoubtPolicy policy,
            LongSupplier clockMillis) {
        this.queries = queries;
        this.fenceColumn = fenceColumn;
        this.policy = policy;
        this.clockMillis = clockMillis;
    }

    /**
     * Returns the verdict on each block.
     *
     * @throws ClickHouseException if a query fails, or if no mechanism can decide and the policy is
     *     {@code fail}
     */
    Map<BlockId, InDoubtVerdict> resolve(TableGuarantees table, Collection<BlockMetadata> doubtful)
            throws ClickHouseException {
        Map<Long, Map<String, Long>> present = fencesIn(table, doubtful);
        Map<BlockId, InDoubtVerdict> verdicts = new HashMap<>();
        for (BlockMetadata block : doubtful) {
            ServerFacts facts =
                    new ServerFacts(
                            table, block, present.getOrDefault(block.target().fence(), Map.of()));
            InDoubtVerdict verdict =
                    new InDoubtDecision(table, fenceColumn, policy, block, facts).verdict();
            LOG.info("In doubt: {} sealed {} ms ago: {}", block, age(block), verdict);
            verdicts.put(block.id(), verdict);
        }
        return verdicts;
    }

    private Map<Long, Map<String, Long>> fencesIn(
            TableGuarantees table, Collection<BlockMetadata> blocks) throws ClickHouseException {
        List<Long> fences =
                blocks.stream()
                        .filter(block -> block.target().isFenced())
                        .map(block -> block.target().fence())
                        .toList();
        return table.fence() && !fences.isEmpty() ? queries.rows(table, fences) : Map.of();
    }

    private long age(BlockMetadata block) {
        return Math.max(0, clockMillis.getAsLong() - block.origin().sealedAt());
    }

    /** Facts that each call reads from the server. */
    private final class ServerFacts implements InDoubtDecision.Facts {

        private final TableGuarantees table;
        private final BlockMetadata block;
        private final Map<String, Long> rowsPresent;

        ServerFacts(TableGuarantees table, BlockMetadata block, Map<String, Long> rowsPresent) {
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

        @Override
        public OptionalLong insertsSince() throws ClickHouseException {
            return queries.insertsSince(table, block.origin().sealedAt());
        }

        @Override
        public List<Replica> replicas() throws ClickHouseException {
            return queries.replicas(table);
        }
    }
}
