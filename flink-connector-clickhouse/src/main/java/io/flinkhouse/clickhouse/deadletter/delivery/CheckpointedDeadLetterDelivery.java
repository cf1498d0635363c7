// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter;
import io.flinkhouse.clickhouse.exactlyonce.commit.CommitConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.FreshEpoch;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.CommittableSerializer;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.WriterAttempt;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.io.SimpleVersionedSerialization;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Delivers dead letters of broken messages exactly once: it seals them before a checkpoint, stores
 * them in it, and sends them when it is complete.
 *
 * <p>The state is the sealed blocks that may not have been sent, each in the form of {@link
 * CommittableSerializer} after its version.
 */
@Internal
public final class CheckpointedDeadLetterDelivery implements DeadLetterDelivery {

    private static final ListStateDescriptor<byte[]> STATE =
            new ListStateDescriptor<>("dead-letters", BytePrimitiveArraySerializer.INSTANCE);
    private static final CommittableSerializer SERIALIZER = new CommittableSerializer();

    private final ListState<byte[]> state;
    private final SpoolWriter spool;
    private final BlockCommitter committer;
    private final NavigableMap<Long, List<Committable>> pending = new TreeMap<>();
    private final CheckpointedDeadLetterWriter writer;

    private CheckpointedDeadLetterDelivery(
            ListState<byte[]> state,
            CheckpointedDeadLetterWriter writer,
            BlockCommitter committer) {
        this.state = state;
        this.writer = writer;
        this.spool = writer.spool();
        this.committer = committer;
    }

    /**
     * Opens the delivery, and sends the dead letters of a restored checkpoint before it returns.
     */
    public static CheckpointedDeadLetterDelivery open(
            DeadLetterTarget server, ExactlyOnceConfig exactlyOnce, SubtaskContext reader)
            throws IOException, InterruptedException {
        exactlyOnce.requireSpool();
        TaskInfo task = reader.task();
        OptionalLong restored = reader.state().getRestoredCheckpointId();
        long epoch = restored.orElse(BlockOrigin.NEW);
        String uid = SpoolNamespace.random().value();
        long nonce = Objects.hash(uid, epoch, task.getAttemptNumber());
        CommitConfig config = new CommitConfig(server.connection(), exactlyOnce, server.retry(), 1);
        CheckpointedDeadLetterDelivery letters =
                new CheckpointedDeadLetterDelivery(
                        listState(reader),
                        CheckpointedDeadLetterWriter.open(
                                server,
                                exactlyOnce,
                                new WriterAttempt(uid, epoch, nonce, task.getIndexOfThisSubtask())),
                        new BlockCommitter(config, FreshEpoch.of(restored), reader.metrics())
                                .withMetrics());
        try {
            letters.commitRestored();
            return letters;
        } catch (IOException | InterruptedException | RuntimeException e) {
            letters.close();
            throw e;
        }
    }

    private static ListState<byte[]> listState(SubtaskContext reader) throws IOException {
        try {
            return reader.state().getOperatorStateStore().getListState(STATE);
        } catch (Exception e) {
            throw new IOException("Cannot open the state of dead letters: " + e.getMessage(), e);
        }
    }

    private void commitRestored() throws IOException, InterruptedException {
        List<Committable> restored = new ArrayList<>();
        for (byte[] committable : restoredBytes()) {
            restored.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(
                            SERIALIZER, committable));
        }
        committer.commitAll(restored);
    }

    private Iterable<byte[]> restoredBytes() throws IOException {
        try {
            return state.get();
        } catch (Exception e) {
            throw new IOException("Cannot read the state of dead letters: " + e.getMessage(), e);
        }
    }

    @Override
    public void take(DeadLetter letter) throws IOException, InterruptedException {
        writer.add(letter);
    }

    @Override
    public void snapshot(long checkpoint) throws Exception {
        writer.flush();
        List<Committable> due = spool.take();
        if (!due.isEmpty()) {
            pending.put(checkpoint, due);
        }
        List<byte[]> bytes = new ArrayList<>();
        for (List<Committable> committables : pending.values()) {
            for (Committable committable : committables) {
                bytes.add(
                        SimpleVersionedSerialization.writeVersionAndSerialize(
                                SERIALIZER, committable));
            }
        }
        state.update(bytes);
    }

    @Override
    public void completed(long checkpoint) throws IOException, InterruptedException {
        NavigableMap<Long, List<Committable>> due = pending.headMap(checkpoint, true);
        committer.commitAll(due.values().stream().flatMap(List::stream).toList());
        due.clear();
    }

    /**
     * Does nothing: the last checkpoint, after the end of the input, takes the remaining dead
     * letters.
     */
    @Override
    public void endInput() {}

    @Override
    public void close() {
        writer.close();
        spool.close();
        committer.close();
    }
}
