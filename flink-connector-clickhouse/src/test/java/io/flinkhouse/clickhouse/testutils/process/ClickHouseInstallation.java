// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.testcontainers.DockerClientFactory;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a ClickHouse that can be started: the first kind that this machine has. */
sealed interface ClickHouseInstallation {

    String VERSION = "26.7.3-stable.1";

    /** A {@code clickhouse} binary on the PATH. */
    record Binary(Path path) implements ClickHouseInstallation {}

    /** The engine as a shared library, from npm. */
    record NativeLibrary(Path path) implements ClickHouseInstallation {}

    /** A Docker engine, for {@link ClickHouseContainer}. */
    record Container() implements ClickHouseInstallation {}

    static ClickHouseInstallation find() {
        Optional<Path> binary = onPath("clickhouse");
        if (binary.isPresent()) {
            return new Binary(binary.get());
        }
        Optional<String> platform = platform();
        if (platform.isPresent() && onPath("npm").isPresent()) {
            return new NativeLibrary(download(platform.get()));
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return new Container();
        }
        throw new IllegalStateException(
                "No ClickHouse to test with. Do one of these: set CLICKHOUSE_URL to a server that"
                        + " tests may use (http://user:password@host:8123), put the 'clickhouse'"
                        + " binary on the PATH, install npm (the tests then fetch the engine by"
                        + " themselves, on Linux with glibc and on macOS), or start a Docker engine.");
    }

    private static Path download(String platform) {
        String name = "lib-" + platform;
        return Cache.entry(
                        "clickhouse-" + VERSION + "-" + platform,
                        "ClickHouse " + VERSION + " (npm, 180 MB)",
                        directory -> {
                            String spec = "@chdb/" + name + "@" + VERSION;
                            Cache.run(directory, List.of("npm", "pack", spec));
                            String file = "chdb-" + name + "-" + VERSION + ".tgz";
                            Cache.run(
                                    directory,
                                    List.of(
                                            "tar",
                                            "-xzf",
                                            file,
                                            "--strip-components=1",
                                            "package/libchdb.so"));
                            Files.delete(directory.resolve(file));
                        })
                .resolve("libchdb.so");
    }

    /** As npm names it; empty where there is no such package. */
    private static Optional<String> platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (os.contains("linux")) {
            return Optional.of(arm ? "linux-arm64-gnu" : "linux-x64-gnu");
        }
        if (os.contains("mac")) {
            return Optional.of(arm ? "darwin-arm64" : "darwin-x64");
        }
        return Optional.empty();
    }

    private static Optional<Path> onPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
