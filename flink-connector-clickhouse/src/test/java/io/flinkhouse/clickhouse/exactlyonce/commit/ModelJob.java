// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadInfo;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.testutils.storage.ObjectStore;

import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A Flink job of the model: it seals a block for each checkpoint, commits it with the connector's
 * own code, fails where the schedule says so, and is restored from a checkpoint of its own.
 */
final class ModelJob {

    private static final int CHECKPOINTS = 2;
    private static final int MOST_ATTEMPTS = 12;
    private static final byte[] BYTES = {1, 2, 3, 4};

    private final ModelScenario scenario;
    private final Schedule schedule;
    private final Predicate<String> isNew;
    private final Map<String, ModelBlock> blocks = new HashMap<>();
    private final ModelServer server;
    private final ObjectStore store = ObjectStore.bucket("model");
    private final Spool spool = new Spool(store.url() + "/spool");
    private final CommitConfig config;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final List<Committable> sealed = new ArrayList<>();
    private final Set<Integer> replayed = new HashSet<>();
    private List<Committable> pending = List.of();
    private long epoch = BlockOrigin.NEW;
    private int attempts;

    /**
     * @param id counts up, also over restarts
     * @param next record of the source
     */
    private record Checkpoint(long id, List<Committable> pending, int next) {}

    /** How a run ends. */
    enum End {
        FINISHED,
        /** With the question what to do with a block in doubt. */
        STOPPED,
        /** Another run has been in the same state. */
        KNOWN
    }

    /**
     * @param isNew tells of a state, as text, whether no other run has been in it
     */
    ModelJob(
            ModelScenario scenario,
            ModelDefect defect,
            Schedule schedule,
            Predicate<String> isNew) {
        this.scenario = scenario;
        this.schedule = schedule;
        this.isNew = isNew;
        this.server = new ModelServer(scenario, defect, schedule, blocks);
        this.config =
                new CommitConfig(
                        ConnectionConfig.parse("http://model:8123"),
                        ExactlyOnceConfig.at(store.url() + "/spool"),
                        retry(defect),
                        1);
        store.keys().forEach(store::remove);
    }

    /** A defect may keep a job waiting for good; a busy machine may not look like one. */
    private static RetryConfig retry(ModelDefect defect) {
        Duration patience = Duration.ofSeconds(defect == ModelDefect.NONE ? 60 : 1);
        return new RetryConfig(patience, Duration.ofMillis(1), Duration.ofMillis(1));
    }

    ModelServer server() {
        return server;
    }

    /** Returns the records that a restore from an older checkpoint has sent again. */
    Set<Integer> replayed() {
        return replayed;
    }

    /** Returns how many records the source has. */
    static int records() {
        return CHECKPOINTS * ModelBlock.RECORDS;
    }

    End run() throws IOException, InterruptedException {
        for (attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
            store.faults().breakPuts(0, 0);
            try {
                if (attempt()) {
                    return End.FINISHED;
                }
            } catch (Known e) {
                return End.KNOWN;
            } catch (ModelServer.Crash e) {
                // restarts
            } catch (IOException e) {
                if (e.getMessage().contains("Nothing can tell")) {
                    return End.STOPPED;
                }
                throw e;
            }
            restore();
        }
        throw new IllegalStateException("The job does not end: " + schedule);
    }

    /** Returns false where the job fails for a reason of its own. */
    private boolean attempt() throws IOException, InterruptedException {
        int committers = attempts == 1 ? 1 : 1 + schedule.choose(2);
        try (Committers all = new Committers(committers)) {
            all.commit();
            while (next() < records()) {
                requireNew();
                server.tick();
                Committable block = seal(next());
                if (schedule.choose(2) == 1) {
                    return false; // the checkpoint is aborted, and the block forgotten
                }
                List<Committable> due = new ArrayList<>(pending);
                due.add(block);
                pending = due;
                checkpoints.add(
                        new Checkpoint(
                                checkpoints.isEmpty() ? 1 : last().id + 1,
                                due,
                                next() + ModelBlock.RECORDS));
                all.commit();
            }
            // A failure elsewhere, after the commit and before the next checkpoint.
            return schedule.choose(2) == 0;
        }
    }

    private void requireNew() throws IOException, InterruptedException {
        if (schedule.isSpent() && !isNew.test(state())) {
            throw new Known();
        }
    }

    private Checkpoint last() {
        return checkpoints.get(checkpoints.size() - 1);
    }

    private int next() {
        return checkpoints.isEmpty() ? 0 : last().next;
    }

    /** From the last checkpoint, or from the one before. */
    private void restore() {
        if (checkpoints.size() > 1 && schedule.choose(2) == 1) {
            int after = last().next;
            checkpoints.remove(checkpoints.size() - 1);
            for (int record = next(); record < after; record++) {
                replayed.add(record);
            }
        }
        pending = checkpoints.isEmpty() ? List.of() : last().pending;
        epoch = checkpoints.isEmpty() ? BlockOrigin.NEW : last().id;
    }

    /** Every other block has a file in the spool. */
    private Committable seal(int first) throws IOException {
        int number = sealed.size() + 1;
        BlockId id = new BlockId(0, number);
        long fence = scenario.isFenced() ? number : 0;
        String directory = store.url() + "/spool/uid/" + new BlockId(1, attempts) + "-604800s";
        BlockMetadata block =
                new BlockMetadata(
                        id,
                        new BlockOrigin(directory, epoch, server.now() * 1_000),
                        target(fence),
                        new PayloadInfo(
                                scenario.isOfMessages() ? BlockKind.MESSAGES : BlockKind.ROWS,
                                ModelBlock.RECORDS,
                                BYTES.length,
                                Spool.checksum(new Bytes()),
                                true,
                                0));
        blocks.put(block.queryId(), new ModelBlock(id.toString(), fence, first));
        PayloadLocation location =
                number % 2 == 0 ? spool.write(block, new Bytes()) : new Inline(BYTES);
        Committable committable = new Committable(block, location);
        sealed.add(committable);
        return committable;
    }

    private InsertTarget target(long fence) {
        String identity = scenario.guarantees(ModelDefect.NONE).identity();
        return scenario.isOfMessages()
                ? new InsertTarget(ModelScenario.TARGET, identity, "INSERT", fence)
                : InsertTarget.ofRows(
                        ModelScenario.TARGET,
                        identity,
                        List.of(new SealedColumn("a", "UInt64")),
                        fence);
    }

    private String state() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder(server.state());
        text.append('|').append(epoch).append('|').append(attempts);
        pending.forEach(block -> text.append(block.id()));
        for (Checkpoint checkpoint : checkpoints) {
            text.append('|').append(checkpoint.id).append(checkpoint.next);
            checkpoint.pending.forEach(block -> text.append(block.id()));
        }
        text.append('|').append(new Ledger(spool).committed(sealed)).append('|').append(replayed);
        return text.toString();
    }

    private static final class Bytes implements Payload {
        @Override
        public long length() {
            return BYTES.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(BYTES);
        }
    }

    /** The run goes on as another did. */
    private static final class Known extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Known() {
            super(null, null, false, false);
        }
    }

    /** The committing subtasks of one attempt; each has its share of the blocks. */
    private final class Committers implements AutoCloseable {

        private final List<BlockCommitter> all = new ArrayList<>();

        Committers(int count) {
            for (int i = 0; i < count; i++) {
                all.add(new BlockCommitter(config, epoch, new UnregisteredMetricsGroup(), server));
            }
        }

        void commit() throws IOException, InterruptedException {
            try {
                for (int i = 0; i < all.size(); i++) {
                    List<Committable> share = new ArrayList<>();
                    for (int j = i; j < pending.size(); j += all.size()) {
                        share.add(pending.get(j));
                    }
                    all.get(i).commitAll(share);
                }
                pending = List.of();
            } catch (ModelServer.Crash e) {
                // What is dead writes nothing.
                store.faults().breakPuts(Integer.MAX_VALUE, 0);
                throw e;
            }
        }

        @Override
        public void close() {
            all.forEach(BlockCommitter::close);
        }
    }
}
