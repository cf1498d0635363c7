// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolListing;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The sealed blocks in the spool of a job that no longer runs, for example after the loss of a
 * savepoint. The spool also holds blocks of checkpoints that never completed; the source of a
 * restored job sends their rows again, so replay only if no job will.
 */
@Internal
public final class LeftBlocks {

    private final ExactlyOnceConfig config;
    private final List<Committable> blocks;
    private final List<String> unreadable;

    private LeftBlocks(ExactlyOnceConfig config, SpoolListing listing) {
        this.config = config;
        this.blocks = listing.blocks();
        this.unreadable = listing.unreadable();
    }

    /** What is known about a block, or was done with it. */
    public enum BlockState {
        COMMITTED("committed"),
        NOT_IN_LEDGER("not in the ledger"),
        WAS_THERE("was there"),
        INSERTED("inserted");

        private final String text;

        BlockState(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A block and its state.
     *
     * @param bytes the length of its payload
     */
    public record LeftBlock(
            String id, TablePath table, long rows, long bytes, Instant sealedAt, BlockState state) {

        private static LeftBlock of(BlockMetadata block, BlockState state) {
            return new LeftBlock(
                    block.id().toString(),
                    block.target().table(),
                    block.payload().rows(),
                    block.payload().length(),
                    Instant.ofEpochMilli(block.origin().sealedAt()),
                    state);
        }
    }

    /** Lists the blocks in the spool of the configuration. */
    public static LeftBlocks in(ExactlyOnceConfig config) throws IOException {
        return new LeftBlocks(config, new Spool(config.spoolPath()).list());
    }

    /** Returns the files that have the name of a block but cannot be read, with the reason. */
    public List<String> unreadable() {
        return unreadable;
    }

    /** Returns for each block whether the ledger contains it. */
    public List<LeftBlock> states() throws IOException, InterruptedException {
        Set<BlockId> committed = new Ledger(new Spool(config.spoolPath())).committed(blocks);
        return blocks.stream()
                .map(Committable::block)
                .map(
                        block ->
                                LeftBlock.of(
                                        block,
                                        committed.contains(block.id())
                                                ? BlockState.COMMITTED
                                                : BlockState.NOT_IN_LEDGER))
                .toList();
    }

    /**
     * Inserts the blocks that are not in their table. Treats all as in doubt, as a restored job
     * does.
     */
    public List<LeftBlock> replay(ConnectionConfig connection)
            throws IOException, InterruptedException {
        CommitConfig commit = new CommitConfig(connection, config, RetryConfig.DEFAULT, 1);
        List<LeftBlock> done = new ArrayList<>();
        try (BlockCommitter committer =
                new BlockCommitter(commit, FreshEpoch.NONE, new UnregisteredMetricsGroup())) {
            for (Committable committable : blocks) {
                boolean wasThere = !committer.commitAll(List.of(committable)).isEmpty();
                done.add(
                        LeftBlock.of(
                                committable.block(),
                                wasThere ? BlockState.WAS_THERE : BlockState.INSERTED));
            }
        }
        return done;
    }
}
