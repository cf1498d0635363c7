// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.job;

import io.flinkhouse.clickhouse.testutils.process.Await;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.messages.FlinkJobTerminatedWithoutCancellationException;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A Flink cluster in this JVM that the jobs of all its tests run on; to start one for each job
 * takes longer than most of them run. What a test leaves running is cancelled before the methods
 * that drop its tables.
 */
public final class MiniFlink implements AfterTestExecutionCallback {

    private static final int SLOTS = 8;
    private static final long PATIENCE_SECONDS = 60;
    private static final Map<Integer, MiniCluster> BY_PORT = new ConcurrentHashMap<>();

    /** Submits the jobs of an environment to the cluster. */
    public static Configuration configuration() {
        return sendingTo(Shared.CLUSTER);
    }

    static Configuration sendingTo(MiniCluster cluster) {
        int port = cluster.getRestAddress().join().getPort();
        BY_PORT.put(port, cluster);
        Configuration configuration = new Configuration();
        configuration.setString("execution.target", MiniFlinkExecutors.NAME);
        configuration.setString(
                "execution.attached", "true"); // a job has run when execute() returns
        configuration.setString("rest.address", "localhost");
        configuration.setString("rest.port", String.valueOf(port));
        return configuration;
    }

    /** Returns the cluster whose REST server has this port. */
    static MiniCluster at(int port) {
        return BY_PORT.get(port);
    }

    /** Triggers a checkpoint from outside the job, and returns its id when it is complete. */
    public static long checkpoint(JobID job) throws Exception {
        Await.until("all tasks to run", Duration.ofSeconds(PATIENCE_SECONDS), () -> isRunning(job));
        return Shared.CLUSTER
                .triggerCheckpoint(job, CheckpointType.FULL)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns whether a checkpoint can be taken; one is refused while a task starts again. */
    private static boolean isRunning(JobID job) {
        for (AccessExecutionVertex task :
                Shared.CLUSTER.getExecutionGraph(job).join().getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING
                    && task.getExecutionState() != ExecutionState.FINISHED) {
                return false;
            }
        }
        return true;
    }

    /** Lets the process of all tasks fail, and starts another one. */
    public static void replaceTaskManager(Runnable meanwhile) throws Exception {
        Shared.CLUSTER
                .terminateTaskManager(Shared.taskManager)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        meanwhile.run();
        Shared.CLUSTER.startTaskManager();
        Shared.taskManager++;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws Exception {
        for (JobStatusMessage job :
                Shared.CLUSTER.listJobs().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            if (!job.getJobState().isGloballyTerminalState()) {
                end(job.getJobId());
            }
        }
    }

    private static void end(JobID job) throws Exception {
        try {
            Shared.CLUSTER.cancelJob(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof FlinkJobTerminatedWithoutCancellationException)) {
                throw e;
            }
        }
        Shared.CLUSTER.requestJobResult(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Started when the first test asks; ends with the JVM. */
    private static final class Shared {
        static final MiniCluster CLUSTER = start();

        /** The index of the one that runs. */
        static int taskManager;

        private static MiniCluster start() {
            Configuration configuration = new Configuration();
            configuration.setString("rest.port", "0");
            configuration.setString("metrics.fetcher.update-interval", "100 ms");
            configuration.setString("web.refresh-interval", "100 ms");
            MiniCluster cluster =
                    new MiniCluster(
                            new MiniClusterConfiguration.Builder()
                                    .setConfiguration(configuration)
                                    .setNumSlotsPerTaskManager(SLOTS)
                                    .build());
            try {
                cluster.start();
            } catch (Exception e) {
                throw new IllegalStateException("No Flink cluster starts in this JVM", e);
            }
            return cluster;
        }
    }
}
