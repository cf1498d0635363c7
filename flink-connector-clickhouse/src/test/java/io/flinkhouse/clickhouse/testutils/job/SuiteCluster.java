// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.job;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testframe.environment.ClusterControllable;
import org.apache.flink.connector.testframe.environment.TestEnvironment;
import org.apache.flink.connector.testframe.environment.TestEnvironmentSettings;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.nio.file.Path;

/** The cluster that all tests of this JVM share, for Flink's own suites. */
public record SuiteCluster(Path directory) implements TestEnvironment, ClusterControllable {

    @Override
    public StreamExecutionEnvironment createExecutionEnvironment(TestEnvironmentSettings settings) {
        Configuration configuration = MiniFlink.configuration();
        if (settings.getSavepointRestorePath() != null) {
            configuration.setString(
                    "execution.state-recovery.path", settings.getSavepointRestorePath());
        }
        return new StreamExecutionEnvironment(configuration);
    }

    @Override
    public Endpoint getRestEndpoint() {
        Configuration configuration = MiniFlink.configuration();
        return new Endpoint(
                configuration.getString("rest.address", ""),
                Integer.parseInt(configuration.getString("rest.port", "")));
    }

    @Override
    public String getCheckpointUri() {
        return directory.resolve("savepoints").toUri().toString();
    }

    @Override
    public void triggerJobManagerFailover(JobClient job, Runnable meanwhile) {
        throw new UnsupportedOperationException("Flink's suites have no test of it");
    }

    @Override
    public void triggerTaskManagerFailover(JobClient job, Runnable meanwhile) throws Exception {
        MiniFlink.replaceTaskManager(meanwhile);
    }

    @Override
    public void isolateNetwork(JobClient job, Runnable meanwhile) {
        throw new UnsupportedOperationException("Flink's suites have no test of it");
    }

    @Override
    public void startUp() {
        // runs already
    }

    @Override
    public void tearDown() {
        // serves the next class
    }

    @Override
    public String toString() {
        return "MiniFlink";
    }
}
