// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A job of a {@link FlinkCluster}, seen through whichever JobManager leads. */
public final class FlinkJob {

    private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELED");

    private final FlinkCluster cluster;
    private final String id;

    FlinkJob(FlinkCluster cluster, String id) {
        this.cluster = cluster;
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** As Flink names it, such as RUNNING or FAILED. */
    public String state() {
        return (String) Json.at(get(""), "state");
    }

    /** Returns the time when the JobManager accepted the job, in milliseconds since 1970. */
    public long startedAt() {
        return ((Double) Json.at(get(""), "start-time")).longValue();
    }

    /** Waits until all tasks of the job run. */
    public void awaitRunning(Duration timeout) {
        await(
                "run",
                timeout,
                () -> state().equals("RUNNING") && tasks().allMatch("RUNNING"::equals));
    }

    /** Waits for the end of a bounded job and throws when it is any other end. */
    public void awaitFinished(Duration timeout) {
        await("finish", timeout, () -> ENDED.contains(state()));
        if (!state().equals("FINISHED")) {
            throw new IllegalStateException("Job " + id + " is " + state() + ": " + failure());
        }
    }

    /** Waits until the job has given up, and returns why. */
    public String awaitFailed(Duration timeout) {
        await("fail", timeout, () -> ENDED.contains(state()));
        if (!state().equals("FAILED")) {
            throw new IllegalStateException("Job " + id + " did not fail but is " + state());
        }
        return failure();
    }

    /** Stack trace of the last failure, or an empty text. */
    public String failure() {
        Object entries = Json.at(get("/exceptions"), "exceptionHistory", "entries");
        return entries instanceof List<?> list && !list.isEmpty()
                ? (String) Json.at(list.get(0), "stacktrace")
                : "";
    }

    /** Returns the number of restarts after failures. */
    public long restarts() {
        Object metrics = get("/metrics?get=numRestarts");
        return metrics instanceof List<?> list && !list.isEmpty()
                ? Long.parseLong((String) Json.at(list.get(0), "value"))
                : 0;
    }

    public long completedCheckpoints() {
        return ((Double) Json.at(get("/checkpoints"), "counts", "completed")).longValue();
    }

    /** Number of the latest complete checkpoint that this JobManager knows, or 0; never reused. */
    public long latestCheckpoint() {
        Object number = Json.at(get("/checkpoints"), "latest", "completed", "id");
        return number == null ? 0 : ((Double) number).longValue();
    }

    /**
     * Where the last checkpoint of a cancelled job is; empty if there is none. It looks at the
     * files, since what the JobManager answers can be a checkpoint old.
     */
    public Optional<String> retainedCheckpoint() {
        Path checkpoints = cluster.home().resolve("checkpoints").resolve(id);
        try (Stream<Path> all = Files.list(checkpoints)) {
            return all.filter(path -> Files.exists(path.resolve("_metadata")))
                    .max(Comparator.comparingLong(FlinkJob::number))
                    .map(path -> path.toUri().toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number at the end of a directory such as {@code chk-12}. */
    private static long number(Path checkpoint) {
        String name = checkpoint.getFileName().toString();
        return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
    }

    /** Bytes that the vertices with this in their name have in the latest complete checkpoint. */
    public long stateBytes(String vertexName) {
        double bytes = 0;
        Object tasks = Json.at(get("/checkpoints/details/" + latestCheckpoint()), "tasks");
        for (Object vertex : vertices()) {
            if (((String) Json.at(vertex, "name")).contains(vertexName)) {
                String id = (String) Json.at(vertex, "id");
                bytes += (Double) Json.at(tasks, id, "state_size");
            }
        }
        return (long) bytes;
    }

    public long checkpointsInProgress() {
        return ((Double) Json.at(get("/checkpoints"), "counts", "in_progress")).longValue();
    }

    /** Waits for so many more checkpoints to complete than have so far. */
    public void awaitCheckpoints(int more, Duration timeout) {
        long target = completedCheckpoints() + more;
        await("complete " + more + " checkpoints", timeout, () -> completedCheckpoints() >= target);
    }

    /** Waits until the job runs again from a checkpoint, and has completed one since. */
    public void awaitRestored(Duration timeout) {
        long before = completedCheckpoints();
        await("be restored", timeout, () -> restoredCheckpoint() > 0);
        awaitRunning(timeout);
        await("checkpoint", timeout, () -> completedCheckpoints() > before);
    }

    /** Number of the checkpoint the job was last restored from, or 0. */
    public long restoredCheckpoint() {
        Object number = Json.at(get("/checkpoints"), "latest", "restored", "id");
        return number == null ? 0 : ((Double) number).longValue();
    }

    /** Sum of a metric over all subtasks whose metric name ends with {@code suffix}. */
    public double metric(String suffix) {
        double sum = 0;
        for (Object vertex : vertices()) {
            String path = "/vertices/" + Json.at(vertex, "id") + "/subtasks/metrics";
            for (Object known : (List<?>) get(path)) {
                String name = (String) Json.at(known, "id");
                if (name.endsWith(suffix)) {
                    sum += sum(path, name);
                }
            }
        }
        return sum;
    }

    public void cancel() {
        cluster.rest().exchange("PATCH", "/jobs/" + id + "?mode=cancel", "");
        await("be cancelled", Duration.ofSeconds(60), () -> ENDED.contains(state()));
    }

    /** Stops the job and returns the savepoint's path. */
    public String stopWithSavepoint() {
        String savepoint = saved("/stop", "{\"drain\":false}");
        await("end", Duration.ofSeconds(60), () -> ENDED.contains(state()));
        return savepoint;
    }

    /** Takes a savepoint below a directory and returns its path; the job goes on. */
    public String savepoint(Path directory) {
        return saved(
                "/savepoints",
                "{\"target-directory\":\"" + directory.toUri() + "\",\"cancel-job\":false}");
    }

    private String saved(String operation, String body) {
        Object request = cluster.rest().exchange("POST", "/jobs/" + id + operation, body);
        String status = "/savepoints/" + Json.at(request, "request-id");
        await("be saved", Duration.ofSeconds(60), () -> completed(status));
        Object result = Json.at(get(status), "operation");
        Object location = Json.at(result, "location");
        if (location == null) {
            throw new IllegalStateException("No savepoint of job " + id + ": " + result);
        }
        return (String) location;
    }

    private boolean completed(String path) {
        return "COMPLETED".equals(Json.at(get(path), "status", "id"));
    }

    private double sum(String path, String metric) {
        String name = URLEncoder.encode(metric, StandardCharsets.UTF_8);
        List<?> found = (List<?>) get(path + "?get=" + name + "&agg=sum");
        return found.isEmpty() ? 0 : (Double) Json.at(found.get(0), "sum");
    }

    private Stream<String> tasks() {
        return vertices().stream().map(vertex -> (String) Json.at(vertex, "status"));
    }

    private List<?> vertices() {
        return (List<?>) Json.at(get(""), "vertices");
    }

    private Object get(String path) {
        return cluster.rest().get("/jobs/" + id + path);
    }

    private void await(String what, Duration timeout, BooleanSupplier condition) {
        Await.until(
                "job " + id + " to " + what,
                timeout,
                () -> {
                    try {
                        return condition.getAsBoolean();
                    } catch (IllegalStateException e) {
                        return false; // No leader, or the job is not yet restored there.
                    }
                },
                () -> {
                    try {
                        return "; it is " + state() + "; last failure: " + failure();
                    } catch (IllegalStateException e) {
                        return "; " + e.getMessage();
                    }
                });
    }
}
