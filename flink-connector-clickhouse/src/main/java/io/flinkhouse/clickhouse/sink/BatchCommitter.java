// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.SentMark;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.runtime.execution.SuppressRestartsException;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Commits the blocks of a batch job. Before it sends them, it marks in the spool that their writer
 * must not run again, because the rows would get into other blocks.
 */
final class BatchCommitter implements Committer<Committable> {

    private final SinkConfig<?> config;
    private final BlockCommitter blocks;

    BatchCommitter(SinkConfig<?> config, BlockCommitter blocks) {
        this.config = config;
        this.blocks = blocks;
    }

    @Override
    public void commit(Collection<CommitRequest<Committable>> requests)
            throws IOException, InterruptedException {
        List<Committable> due = requests.stream().map(CommitRequest::getCommittable).toList();
        SentMark.set(due, config.exactlyOnce().spoolPath(), config.write().retry());
        blocks.commit(requests);
    }

    /**
     * Returns the failure of a writer that follows one whose blocks were sent. It names the causes
     * and what to do; Flink does not restart the job after it.
     */
    static SuppressRestartsException sentBefore(SinkConfig<?> config) {
        return new SuppressRestartsException(
                new IOException(
                        "Exactly-once delivery to "
                                + config.table()
                                + " in batch mode: Flink runs a writer of the job again after its"
                                + " blocks were sent, so rows that are in the table would come a"
                                + " second time. The job lost a TaskManager or the JobManager, or"
                                + " the cluster has 'jobmanager.execution.failover-strategy' ="
                                + " 'full', or 'jobmanager.scheduler' = 'Default' and pipelined"
                                + " shuffles. Remove the rows of this job from the table and start"
                                + " the job anew; or run it with 'execution.runtime-mode' ="
                                + " 'STREAMING' and checkpoints, which survives this."));
    }

    @Override
    public void close() {
        blocks.close();
    }
}
