// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One TaskManager of a {@link FlinkCluster}; ready as soon as its JVM runs. */
public final class TaskManager extends ServerProcess {

    private static final String MAIN = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final int FRAMEWORK_HEAP = 64;

    private final FlinkInstallation flink;
    private final Map<String, String> environment;

    TaskManager(FlinkInstallation flink, Map<String, String> environment) {
        super("taskmanager");
        this.flink = flink;
        this.environment = new HashMap<>(flink.environment());
        this.environment.putAll(environment);
    }

    @Override
    protected List<String> command() {
        int heap = flink.options().taskHeapMegabytes();
        List<String> jvm =
                flink.jvmOptions(
                        "-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:MaxDirectMemorySize=256m");
        List<String> command = java(jvm, flink.serverClassPath(), MAIN);
        command.addAll(List.of("--configDir", flink.confDir()));
        List.of(
                        "cpu.cores=2.0",
                        "memory.task.heap.size=" + (heap - FRAMEWORK_HEAP) + "m",
                        "memory.framework.heap.size=" + FRAMEWORK_HEAP + "m",
                        "memory.task.off-heap.size=64m",
                        "memory.framework.off-heap.size=128m",
                        "memory.network.min=64m",
                        "memory.network.max=64m",
                        "memory.managed.size=64m",
                        "memory.jvm-metaspace.size=256m",
                        "memory.jvm-overhead.min=192m",
                        "memory.jvm-overhead.max=192m")
                .forEach(option -> command.addAll(List.of("-D", "taskmanager." + option)));
        return command;
    }

    @Override
    protected Map<String, String> environment() {
        return environment;
    }

    @Override
    protected boolean ready() {
        return isAlive();
    }
}
