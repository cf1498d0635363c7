// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink cluster of separate processes: JobManager, TaskManagers, and the SQL client for as long
 * as a script runs.
 */
public final class FlinkCluster implements AutoCloseable {

    private static final Duration SQL_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
    private static final Pattern JOB_ID = Pattern.compile("Job ID: ([0-9a-f]{32})");

    private final FlinkInstallation flink;
    private final List<JobManager> jobManagers = new ArrayList<>();
    private final List<TaskManager> taskManagers = new ArrayList<>();

    private FlinkCluster(FlinkOptions options) {
        int restPort = Ports.take();
        this.flink = new FlinkInstallation(options, Ports.take(), restPort);
        jobManagers.add(new JobManager(flink, restPort));
        for (int i = 0; i < options.taskManagers(); i++) {
            taskManagers.add(new TaskManager(flink, Map.of()));
        }
    }

    public static FlinkCluster start() {
        return start(FlinkOptions.DEFAULT);
    }

    /** Starts everything and waits until all slots are offered. */
    public static FlinkCluster start(FlinkOptions options) {
        FlinkCluster cluster = new FlinkCluster(options);
        try {
            cluster.jobManager().launchAsync();
            cluster.taskManagers.forEach(ServerProcess::launchAsync);
            cluster.jobManager().awaitReady();
            cluster.awaitSlots(options.taskManagers() * options.slots());
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** The first JobManager; the only one unless {@link #addJobManager} was called. */
    public JobManager jobManager() {
        return jobManagers.get(0);
    }

    /** Starts a standby JobManager; needs high availability. */
    public JobManager addJobManager() {
        JobManager standby = new JobManager(flink, Ports.take());
        jobManagers.add(standby);
        standby.launch();
        return standby;
    }

    public TaskManager taskManager(int index) {
        return taskManagers.get(index);
    }

    /** Starts another TaskManager and returns at once; {@link #awaitSlots} waits for it. */
    public TaskManager addTaskManager() {
        return addTaskManager(Map.of());
    }

    /** The same, with further variables in its environment. */
    public TaskManager addTaskManager(Map<String, String> environment) {
        TaskManager added = new TaskManager(flink, environment);
        taskManagers.add(added);
        added.launchAsync();
        return added;
    }

    /** Waits until the cluster offers at least so many slots. */
    public void awaitSlots(int slots) {
        Await.until(
                slots + " task slots",
                START_TIMEOUT,
                () -> rest().answers() && slots() >= slots,
                () -> taskManagers.isEmpty() ? "" : taskManager(0).logTail());
    }

    /** Returns whether a JobManager leads; the interface of another one answers as well. */
    public boolean isLed() {
        return jobManagers.stream().anyMatch(m -> m.isAlive() && m.rest().answers());
    }

    /** The web interface. */
    public String url() {
        return rest().url();
    }

    /** Configuration, checkpoints and savepoints of this cluster. */
    public Path home() {
        return flink.home();
    }

    public String version() {
        return flink.options().version();
    }

    /** Runs a script in the SQL client; throws when a statement fails. Returns what it printed. */
    public String sql(String script, List<Path> jars) {
        String output = SqlClient.run(flink, script, jars, SQL_TIMEOUT);
        if (output.contains("[ERROR]")) {
            String error = output.substring(output.indexOf("[ERROR]"));
            throw new IllegalStateException("The SQL client says: " + error);
        }
        return output;
    }

    /** Runs a script whose last statement must fail, and returns what the client printed. */
    public String sqlError(String script, List<Path> jars) {
        String output = SqlClient.run(flink, script, jars, SQL_TIMEOUT);
        if (!output.contains("[ERROR]")) {
            throw new IllegalStateException("No error; the SQL client says:\n" + output);
        }
        return output;
    }

    /** Runs a script and returns the last job that it submitted. */
    public FlinkJob submit(String script, List<Path> jars) {
        String output = sql(script, jars);
        Matcher matcher = JOB_ID.matcher(output);
        String id = null;
        while (matcher.find()) {
            id = matcher.group(1);
        }
        if (id == null) {
            throw new IllegalStateException("No job was submitted:\n" + output);
        }
        return job(id);
    }

    /** Runs the main method of a class in a jar, and returns the job that it submits. */
    public FlinkJob run(Path jar, String mainClass, List<String> arguments) {
        String body =
                "{\"entryClass\":"
                        + Json.text(mainClass)
                        + ",\"programArgsList\":"
                        + arguments.stream()
                                .map(Json::text)
                                .collect(Collectors.joining(",", "[", "]}"));
        Object answer = rest().exchange("POST", "/jars/" + flink.upload(jar) + "/run", body);
        return job((String) Json.at(answer, "jobid"));
    }

    public FlinkJob job(String id) {
        return new FlinkJob(this, id);
    }

    /** Stops all processes and deletes the cluster's directory. */
    @Override
    public void close() {
        taskManagers.forEach(ServerProcess::close);
        jobManagers.forEach(ServerProcess::close);
        try {
            Workspace.delete(flink.home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a JobManager that runs; each of them forwards to the leader's state. */
    FlinkRest rest() {
        return jobManagers.stream()
                .filter(ServerProcess::isAlive)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No JobManager runs"))
                .rest();
    }

    private int slots() {
        return ((Double) Json.at(rest().get("/overview"), "slots-total")).intValue();
    }
}
