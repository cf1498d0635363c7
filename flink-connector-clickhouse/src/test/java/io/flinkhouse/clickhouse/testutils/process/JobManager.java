// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.util.List;
import java.util.Map;

/** The JobManager of a {@link FlinkCluster}. */
public final class JobManager extends ServerProcess {

    private static final String MAIN =
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";

    private final FlinkInstallation flink;
    private final int restPort;
    private final FlinkRest rest;

    JobManager(FlinkInstallation flink, int restPort) {
        super("jobmanager");
        this.flink = flink;
        this.restPort = restPort;
        this.rest = new FlinkRest("http://localhost:" + restPort);
    }

    FlinkRest rest() {
        return rest;
    }

    @Override
    protected List<String> command() {
        List<String> jvm = flink.jvmOptions("-Xms128m", "-Xmx384m");
        List<String> command = java(jvm, flink.serverClassPath(), MAIN);
        command.addAll(List.of("--configDir", flink.confDir()));
        command.addAll(List.of("-D", "rest.port=" + restPort));
        return command;
    }

    @Override
    protected Map<String, String> environment() {
        return flink.environment();
    }

    @Override
    protected boolean ready() {
        return rest.answers();
    }
}
