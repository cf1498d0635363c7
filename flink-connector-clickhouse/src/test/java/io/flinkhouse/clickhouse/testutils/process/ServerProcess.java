// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server in a process of its own: own directory, own log, killable, restartable on the same data
 * and ports. It never outlives this JVM (see {@link ChildMain}).
 */
public abstract class ServerProcess implements AutoCloseable {

    /** System property with options for the JVM of each server, separated by blanks. */
    private static final String JVM_OPTIONS = "server.jvm.options";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final int STOP_SECONDS = 15;
    private static final int TAIL_LINES = 60;
    private static final Set<ServerProcess> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ServerProcess::killAll, "kill-servers"));
    }

    private final String name;
    private final Path directory;
    private Running running;

    protected ServerProcess(String name) {
        this.name = name;
        this.directory = Workspace.directory(name);
    }

    /** The command line; called for every start. */
    protected abstract List<String> command();

    /** Returns whether the server responds; called repeatedly after a start. */
    protected abstract boolean ready();

    protected Map<String, String> environment() {
        return Map.of();
    }

    /** Everything of this server: configuration, data, log. */
    public final Path directory() {
        return directory;
    }

    /** Standard output and error of all starts of this server. */
    public final Path log() {
        return directory.resolve(name + ".log");
    }

    public final boolean isAlive() {
        return running != null && running.isAlive();
    }

    public final long pid() {
        return running.pid();
    }

    /** Starts and waits until the server answers. */
    protected final void launch() {
        launchAsync();
        awaitReady();
    }

    protected final void launchAsync() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        running = run();
        ALIVE.add(this);
    }

    /** Starts what {@link #command} says. */
    Running run() {
        ProcessBuilder builder =
                new ProcessBuilder(command())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment());
        try {
            return new OwnProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + name + " in " + directory, e);
        }
    }

    protected final void awaitReady() {
        Await.until(
                name + " to be ready",
                START_TIMEOUT,
                () -> {
                    if (!running.isAlive()) {
                        throw new IllegalStateException(name + " " + running.ending() + logTail());
                    }
                    return ready();
                },
                this::logTail);
    }

    /** SIGKILL: what a crash of the machine looks like to everyone else. */
    public void kill() {
        if (isAlive()) {
            running.kill();
        }
    }

    /** Asks the server to end, and kills it when it does not. */
    public void stop() {
        if (isAlive()) {
            running.stop(STOP_SECONDS);
        }
    }

    /** Starts a killed or stopped server again, on the same data and ports; kills a running one. */
    public void restart() {
        if (isAlive()) {
            kill();
        }
        launch();
    }

    /** Ends the server and deletes its directory. */
    @Override
    public void close() {
        kill();
        ALIVE.remove(this);
        try {
            Workspace.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the directory of " + name, e);
        }
    }

    /** The end of the log, as text for an error message. */
    protected String logTail() {
        try {
            List<String> lines =
                    List.of(Files.readString(log(), StandardCharsets.UTF_8).split("\n"));
            int from = Math.max(0, lines.size() - TAIL_LINES);
            return "\n--- end of the log of "
                    + name
                    + " ---\n"
                    + String.join("\n", lines.subList(from, lines.size()));
        } catch (IOException e) {
            return " (no log: " + e.getMessage() + ")";
        }
    }

    /** Writes the end of every server's log to standard error; a failed test calls this. */
    static void showLogs() {
        ALIVE.forEach(server -> System.err.println(server.logTail()));
    }

    /**
     * Command line of a JVM that runs {@code mainClass} and dies with this one. Tests add options
     * by {@link #JVM_OPTIONS}; benchmarks and the demo run without them.
     */
    protected final List<String> java(List<String> jvmOptions, String classPath, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        String more = System.getProperty(JVM_OPTIONS, "");
        if (!more.isBlank()) {
            command.addAll(List.of(more.trim().split("\\s+")));
        }
        command.add("-cp");
        command.add(launcher() + File.pathSeparator + classPath);
        command.add(ChildMain.class.getName());
        command.add(mainClass);
        return command;
    }

    /**
     * A directory with {@link ChildMain} alone, so that no other class of ours reaches the server.
     */
    private Path launcher() {
        String resource = ChildMain.class.getName().replace('.', '/') + ".class";
        Path target = directory.resolve("launcher").resolve(resource);
        try (InputStream in = ChildMain.class.getClassLoader().getResourceAsStream(resource)) {
            if (!Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.copy(in, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory.resolve("launcher");
    }

    private static void killAll() {
        ALIVE.forEach(ServerProcess::kill);
        Workspace.deleteAll();
    }
}
