// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Removes old files below the root of a spool, whatever writer attempt left them: sealed blocks of
 * failed checkpoints, and ledgers past the retention. Runs on a thread of its own, from the first
 * checkpoint of an attempt on: before it, the job's restored blocks may be old and not yet
 * committed.
 *
 * <p>Only files that have the name and the place of the spool's own are removed, one by one and
 * each by its age. The retention is that of the job which wrote the files, since jobs may share a
 * root.
 */
final class SpoolSweep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolSweep.class);
    private static final long EVERY_NANOS = Duration.ofHours(1).toNanos();

    private final Path root;
    private final Duration retention;
    private ExecutorService thread;
    private long last;

    /**
     * @param retention of files whose place does not say how long they are kept: those of earlier
     *     versions of the connector
     */
    SpoolSweep(Spool spool, Duration retention) {
        this.root = spool.root();
        this.retention = retention;
    }

    /** Starts a sweep in the background, at the first call and then once an hour. */
    void nowAndThen() {
        long now = System.nanoTime();
        if (thread == null) {
            thread =
                    Executors.newSingleThreadExecutor(
                            task -> {
                                Thread sweep = new Thread(task, "clickhouse-spool-sweep");
                                sweep.setDaemon(true);
                                return sweep;
                            });
        } else if (now - last < EVERY_NANOS) {
            return;
        }
        last = now;
        thread.execute(this::sweep);
    }

    private void sweep() {
        try {
            int removed = remove(System.currentTimeMillis());
            LOG.info("Removed {} files older than their retention below '{}'", removed, root);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the writer is closed
        } catch (IOException e) {
            LOG.warn("Old files below '{}' could not be removed; trying again later", root, e);
        }
    }

    /** Removes what is old at this time, and returns how many files that were. */
    int remove(long now) throws IOException, InterruptedException {
        Sweep sweep = new Sweep(now);
        for (FileStatus sink : SpoolFiles.entries(root)) {
            if (sink.isDir() && SpoolNamespace.isValid(sink.getPath().getName())) {
                try {
                    sweep.sink(sink);
                } catch (IOException e) {
                    LOG.warn("'{}' could not be swept; trying again later", sink.getPath(), e);
                }
            }
        }
        return sweep.removed;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    /** One pass. */
    private final class Sweep {

        private final long now;
        private int removed;

        Sweep(long now) {
            this.now = now;
        }

        /** Sweeps the attempts of one sink, and the files that earlier versions put beside them. */
        void sink(FileStatus sink) throws IOException, InterruptedException {
            long before = now - retention.toMillis();
            boolean empty = true;
            for (FileStatus entry : SpoolFiles.entries(sink.getPath())) {
                Path path = entry.getPath();
                Optional<AttemptDirectory> attempt = AttemptDirectory.parse(path);
                if (attempt.isPresent()) {
                    long kept = now - attempt.get().retention().toMillis();
                    // All files of an attempt are younger than its directory.
                    empty &= attempt.get().created() < kept && directory(path, kept);
                } else {
                    empty &= entry(entry, before);
                }
            }
            if (empty && sink.getModificationTime() < before) { // else a writer may have begun
                SpoolFiles.delete(sink.getPath());
            }
        }

        /** Sweeps an attempt, a ledger or a page of one; returns whether it is gone. */
        private boolean directory(Path directory, long before)
                throws IOException, InterruptedException {
            boolean empty = true;
            for (FileStatus entry : SpoolFiles.entries(directory)) {
                empty &= entry(entry, before);
            }
            if (empty) { // a file system that has directories refuses if a file has come meanwhile
                SpoolFiles.delete(directory);
            }
            return empty;
        }

        private boolean entry(FileStatus entry, long before)
                throws IOException, InterruptedException {
            Path path = entry.getPath();
            if (entry.isDir()) {
                return (Ledger.isLedger(path) || LedgerPage.isPage(path))
                        && directory(path, before);
            }
            boolean own =
                    SpoolPaths.isBlock(path)
                            || SpoolPaths.isProbe(path)
                            || SentMark.isOwn(path)
                            || LedgerFile.of(entry).isPresent();
            return own && removedIfOld(entry, before);
        }

        private boolean removedIfOld(FileStatus file, long before)
                throws IOException, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("The writer that sweeps is closed");
            }
            boolean old = file.getModificationTime() < before;
            if (old) {
                SpoolFiles.delete(file.getPath());
                removed++;
            }
            return old;
        }
    }
}
