// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The directory of this JVM's servers. It goes when the JVM ends; what a killed JVM left behind
 * goes when the next one starts.
 */
final class Workspace {

    private static final String PREFIX = "flinkhouse-";
    private static final Path ROOT = create();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Workspace() {}

    /** A new empty directory. */
    static Path directory(String name) {
        try {
            return Files.createDirectories(ROOT.resolve(name + "-" + NEXT.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Called when the JVM ends; what cannot go now goes at the next start. */
    static void deleteAll() {
        try {
            delete(ROOT);
        } catch (IOException e) {
            System.err.println("Left behind: " + ROOT + " (" + e + ")");
        }
    }

    /** Deletes what JVMs left behind that are no more; others may be doing the same. */
    static void deleteStale() throws IOException {
        for (Path stale : stale(base())) {
            try {
                delete(stale);
            } catch (IOException | UncheckedIOException e) {
                System.err.println("Left for the next start: " + stale + " (" + e + ")");
            }
        }
    }

    private static Path create() {
        try {
            deleteStale();
            return Files.createDirectories(base().resolve(PREFIX + ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path base() throws IOException {
        return Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    }

    private static List<Path> stale(Path base) throws IOException {
        try (Stream<Path> all = Files.list(base)) {
            return all.filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
                    .filter(Files::isWritable)
                    .filter(path -> ProcessHandle.of(pid(path)).isEmpty())
                    .toList();
        }
    }

    private static long pid(Path directory) {
        return Long.parseLong(directory.getFileName().toString().substring(PREFIX.length()));
    }
}
