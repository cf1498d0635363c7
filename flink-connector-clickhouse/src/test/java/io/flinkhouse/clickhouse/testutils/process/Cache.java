// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A cache of downloads of this machine, in {@code FLINKHOUSE_CACHE} or {@code ~/.cache/flinkhouse}.
 * Entries are directories and appear complete or not at all, also when several JVMs ask at once.
 */
final class Cache {

    /** Fills the directory of a new entry. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException;
    }

    /** Halves the processor time of a Maven that is over after seconds. */
    private static final String SHORT_RUN = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private Cache() {}

    /** The directory of an entry, filled now if it is the first time. */
    static synchronized Path entry(String name, String what, Filler filler) {
        Path target = root().resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(root());
            try (FileChannel channel = lockFile(name)) {
                channel.lock(); // closing the channel lets it go
                return Files.isDirectory(target) ? target : fill(target, what, filler);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot get " + what + " into " + target, e);
        }
    }

    private static Path fill(Path target, String what, Filler filler) throws IOException {
        System.err.println("Downloading " + what + " into " + target + ", once per machine ...");
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        Workspace.delete(partial);
        Files.createDirectories(partial);
        filler.fill(partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        System.err.println("Downloading " + what + ": done");
        return target;
    }

    /** Runs a download command in a directory; its output is shown when it fails. */
    static void run(Path directory, List<String> command) throws IOException {
        Path log = Files.createTempFile("flinkhouse-download", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putIfAbsent("MAVEN_OPTS", SHORT_RUN);
        try {
            if (builder.start().waitFor() != 0) {
                throw new IOException(
                        String.join(" ", command) + " failed:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted: " + String.join(" ", command), e);
        } finally {
            Files.delete(log);
        }
    }

    private static FileChannel lockFile(String name) throws IOException {
        return FileChannel.open(
                root().resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    private static Path root() {
        String configured = System.getenv("FLINKHOUSE_CACHE");
        return configured != null
                ? Path.of(configured).toAbsolutePath()
                : Path.of(System.getProperty("user.home"), ".cache", "flinkhouse");
    }
}
