// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterDelivery;
import io.flinkhouse.clickhouse.deadletter.delivery.SubtaskContext;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.CheckpointRules;
import io.flinkhouse.clickhouse.kafka.format.FormatErrors;
import io.flinkhouse.clickhouse.metrics.FeedMetric;

import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.ProjectedRowData;

import java.io.IOException;

/** Removes broken messages from the stream and the columns that only they need. */
final class BrokenMessageFilter extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<RowData, RowData>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private final BrokenMessages broken;
    private final MetadataLayout columns;
    private transient ProjectedRowData view;
    private transient DeadLetterDelivery deadLetters;
    private transient Counter counter;
    private transient DeadLetter last;
    private transient long sinceCheckpoint;

    BrokenMessageFilter(BrokenMessages broken, MetadataLayout columns) {
        this.broken = broken;
        this.columns = columns;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        view = columns.view();
        counter = getMetricGroup().counter(FeedMetric.BROKEN_MESSAGES.key());
        deadLetters =
                broken.policy()
                        .open(
                                new SubtaskContext(
                                        context,
                                        hasCheckpoints(),
                                        getRuntimeContext().getTaskInfo(),
                                        getMetricGroup(),
                                        getProcessingTimeService()));
    }

    /** Reads the configuration of the running job, which may differ from that at planning. */
    private boolean hasCheckpoints() {
        Environment task = getContainingTask().getEnvironment();
        if (task.getJobType() != JobType.STREAMING) {
            return false;
        }
        broken.policy().require(task.getJobConfiguration());
        return CheckpointRules.hasCheckpoints(task.getJobConfiguration());
    }

    @Override
    public void processElement(StreamRecord<RowData> element) throws Exception {
        RowData row = element.getValue();
        if (columns.isBroken(row)) {
            take(columns.deadLetter(row));
        } else {
            output.collect(element.replace(view.replaceRow(row)));
        }
    }

    private void take(DeadLetter letter) throws IOException, InterruptedException {
        counter.inc();
        sinceCheckpoint++;
        last = letter;
        if (broken.fail()) {
            throw new IOException(
                    "A "
                            + name(letter)
                            + " at "
                            + place(letter)
                            + ": "
                            + FormatErrors.withoutValues(letter.error()).replaceAll("\\.+$", "")
                            + ". Fix the producer of the topic, the format's options (such as"
                            + " those for times) or the table definition (a column without NOT"
                            + " NULL accepts messages that have no value for it), or set"
                            + " 'scan.error-mode' to 'skip' or 'dead-letter' to continue without"
                            + " such messages.");
        }
        if (sinceCheckpoint > broken.tolerance()) {
            throw new IOException(
                    sinceCheckpoint
                            + " broken messages since the last checkpoint, but"
                            + " 'scan.error-tolerance' allows "
                            + broken.tolerance()
                            + ". The last is a "
                            + name(letter)
                            + " at "
                            + place(letter)
                            + ". Fix the producer of the topic or the format's options, or"
                            + " raise the tolerance.");
        }
        deadLetters.take(letter);
    }

    private static String name(DeadLetter letter) {
        return letter.kind().toString().replace('-', ' ');
    }

    private static String place(DeadLetter letter) {
        DeadLetter.Position position = letter.position();
        return "topic "
                + position.topic()
                + ", partition "
                + position.partition()
                + ", offset "
                + position.offset();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        deadLetters.snapshot(context.getCheckpointId());
        if (sinceCheckpoint > 0) {
            LOG.warn(
                    "{} broken messages since the last checkpoint, the last at {}. Fix the producer"
                            + " of the topic or the format's options",
                    sinceCheckpoint,
                    place(last));
        }
        sinceCheckpoint = 0;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        deadLetters.completed(checkpoint);
    }

    @Override
    public void endInput() throws Exception {
        deadLetters.endInput();
    }

    @Override
    public void close() throws Exception {
        if (deadLetters != null) {
            deadLetters.close();
        }
        super.close();
    }
}
