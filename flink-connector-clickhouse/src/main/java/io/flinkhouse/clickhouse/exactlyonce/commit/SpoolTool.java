// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolListing;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Command that lists and replays sealed blocks which a job left in the spool, after a savepoint was
 * lost or a job was given up.
 *
 * <pre>
 * java -cp 'flink/lib/*:flink-sql-connector-clickhouse.jar' io.flinkhouse.clickhouse.exactlyonce.commit.SpoolTool list SPOOL
 * java -cp … io.flinkhouse.clickhouse.exactlyonce.commit.SpoolTool replay SPOOL URL [USER]
 * </pre>
 *
 * <p>{@code list} says of each block whether the ledger has it. {@code replay} treats all as in
 * doubt, as a restored job does: blocks that are in their table stay out. The password is read from
 * {@code CLICKHOUSE_PASSWORD}. Blocks of checkpoints that never completed are in the spool too, and
 * the source of a running job sends their rows again: replay only what no job will.
 */
@PublicEvolving
public final class SpoolTool {

    private static final String USAGE = "usage: SpoolTool list SPOOL | replay SPOOL URL [USER]";

    private SpoolTool() {}

    public static void main(String[] args) throws Exception {
        run(args, System.getenv().getOrDefault("CLICKHOUSE_PASSWORD", ""), System.out);
    }

    static void run(String[] args, String password, PrintStream out)
            throws IOException, InterruptedException {
        if (args.length == 2 && args[0].equals("list")) {
            list(new Spool(args[1]), out);
        } else if (args.length >= 3 && args.length <= 4 && args[0].equals("replay")) {
            ConnectionConfig connection =
                    ConnectionConfig.parse(args[2])
                            .withCredentials(
                                    args.length == 4 ? args[3] : ConnectionConfig.DEFAULT_USERNAME,
                                    new Secret(password));
            replay(args[1], connection, out);
        } else {
            throw new IllegalArgumentException(USAGE);
        }
    }

    private static void list(Spool spool, PrintStream out)
            throws IOException, InterruptedException {
        List<Committable> found = blocks(spool, out);
        Set<BlockId> committed = new Ledger(spool).committed(found);
        for (Committable committable : found) {
            BlockMetadata block = committable.block();
            out.printf(
                    "%s %s rows %d bytes %d sealed %s %s%n",
                    block.id(),
                    block.target().table(),
                    block.content().rows(),
                    block.content().length(),
                    Instant.ofEpochMilli(block.origin().sealedAt()),
                    committed.contains(block.id()) ? "committed" : "not in the ledger");
        }
        out.println(found.size() + " blocks");
    }

    /** Returns the blocks; names the files that are none. */
    private static List<Committable> blocks(Spool spool, PrintStream out) throws IOException {
        SpoolListing listing = spool.list();
        listing.unreadable().forEach(file -> out.println("left out: " + file));
        return listing.blocks();
    }

    private static void replay(String spool, ConnectionConfig connection, PrintStream out)
            throws IOException, InterruptedException {
        CommitConfig config =
                new CommitConfig(connection, ExactlyOnceConfig.at(spool), RetryConfig.DEFAULT, 1);
        try (BlockCommitter committer =
                new BlockCommitter(config, FreshEpoch.NONE, new UnregisteredMetricsGroup())) {
            for (Committable committable : blocks(new Spool(spool), out)) {
                boolean wasThere = !committer.commitAll(List.of(committable)).isEmpty();
                out.println(committable.block() + (wasThere ? ": was there" : ": inserted"));
            }
        }
    }
}
