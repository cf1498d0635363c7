// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.Await;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.util.function.ThrowingRunnable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs a writer step by step, as a task does, with a clock that the test moves. */
public final class WriterHarness<T> implements AutoCloseable {

    private final BlockingQueue<ThrowingRunnable<? extends Exception>> mails =
            new LinkedBlockingQueue<>();
    private final NavigableMap<Long, List<ProcessingTimeCallback>> timers = new TreeMap<>();
    private final RecordedMetrics metrics = new RecordedMetrics();
    private final SinkWriter<T> writer;
    private long now;
    private boolean closed;

    private WriterHarness(Opening<T> opening) throws IOException {
        writer = opening.open(new WriterContext(this));
    }

    /** Makes the writer. */
    interface Opening<T> {
        public SinkWriter<T> open(WriterContext context) throws IOException;
    }

    public static <T> WriterHarness<T> open(Sink<T> sink) throws IOException {
        return new WriterHarness<>(sink::createWriter);
    }

    /** Makes the writer from what another one's {@link #snapshot} has left. */
    static <T> WriterHarness<T> restore(Sink<T> sink, List<byte[]> states) throws IOException {
        return new WriterHarness<>(context -> restored(sink, states, context));
    }

    @SuppressWarnings("unchecked") // it is the sink's own state
    private static <T> SinkWriter<T> restored(
            Sink<T> sink, List<byte[]> states, WriterContext context) throws IOException {
        SupportsWriterState<T, Object> stateful = (SupportsWriterState<T, Object>) sink;
        List<Object> restored = new ArrayList<>();
        for (byte[] state : states) {
            restored.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(
                            stateful.getWriterStateSerializer(), state));
        }
        return stateful.restoreWriter(context, restored);
    }

    /** What a checkpoint holds of the writer. */
    @SuppressWarnings("unchecked")
    List<byte[]> snapshot(Sink<T> sink) throws IOException {
        SupportsWriterState<T, Object> stateful = (SupportsWriterState<T, Object>) sink;
        List<byte[]> states = new ArrayList<>();
        for (Object state : ((StatefulSinkWriter<T, Object>) writer).snapshotState(1)) {
            states.add(
                    SimpleVersionedSerialization.writeVersionAndSerialize(
                            stateful.getWriterStateSerializer(), state));
        }
        return states;
    }

    static <T> WriterHarness<T> around(Opening<T> opening) throws IOException {
        return new WriterHarness<>(opening);
    }

    RecordedMetrics metrics() {
        return metrics;
    }

    public void write(T record) throws IOException, InterruptedException {
        writer.write(record, null);
    }

    void checkpoint() throws IOException, InterruptedException {
        writer.flush(false);
    }

    /** Returns the committables of a checkpoint. */
    List<Committable> prepareCommit() throws IOException, InterruptedException {
        writer.flush(false);
        return writer instanceof CommittingSinkWriter<?, ?> committing
                ? committing.prepareCommit().stream().map(Committable.class::cast).toList()
                : List.of();
    }

    public void endInput() throws IOException, InterruptedException {
        writer.flush(true);
    }

    /** Fires the timers that are due on the way. */
    void advance(Duration time) throws Exception {
        long end = now + time.toMillis();
        while (!timers.isEmpty() && timers.firstKey() <= end) {
            var due = timers.pollFirstEntry();
            now = Math.max(now, due.getKey());
            for (ProcessingTimeCallback callback : due.getValue()) {
                callback.onProcessingTime(now);
            }
        }
        now = end;
    }

    int timers() {
        return timers.size();
    }

    /** Waits like an idle task until a mail wakes it. */
    void runNextMail() throws Exception {
        ThrowingRunnable<? extends Exception> mail = mails.poll(60, TimeUnit.SECONDS);
        if (mail == null) {
            throw new AssertionError("Nothing has woken the task");
        }
        mail.run();
    }

    /** Waits until a mail has been sent to the task, which does not process it. */
    void awaitMail() {
        Await.until("a mail", Duration.ofSeconds(60), () -> !mails.isEmpty());
    }

    long now() {
        return now;
    }

    void register(long time, ProcessingTimeCallback callback) {
        timers.computeIfAbsent(time, key -> new ArrayList<>()).add(callback);
    }

    MailboxExecutor mailbox() {
        return new QueuedMails(mails);
    }

    /** Closes the writer, as a task does at its end. */
    void closeWriter() throws Exception {
        closed = true;
        writer.close();
    }

    @Override
    public void close() throws Exception {
        if (!closed) {
            closeWriter();
        }
    }

    private record QueuedMails(BlockingQueue<ThrowingRunnable<? extends Exception>> mails)
            implements MailboxExecutor {

        @Override
        public void execute(
                MailOptions options,
                ThrowingRunnable<? extends Exception> command,
                String description,
                Object... arguments) {
            mails.add(command);
        }

        @Override
        public void yield() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean tryYield() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean shouldInterrupt() {
            return false;
        }
    }
}
