// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a job needs only the fat jar in the {@code lib/} of a plain Flink. */
@ExtendWith(ClickHouseExtension.class)
class SmokeITCase {

    @Test
    void theJarAloneWritesARow(ClickHouseDatabase db, @TempDir Path directory) throws Exception {
        db.execute("CREATE TABLE numbers (id Int32, name String) ENGINE = MergeTree ORDER BY id");
        Path job =
                Files.createDirectories(directory.resolve("job/io/flinkhouse/clickhouse/sqljar"));
        Files.copy(compiled(SmokeJob.class), job.resolve("SmokeJob.class"));

        Path log = directory.resolve("log");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-cp",
                                classPath(directory.resolve("job")),
                                SmokeJob.class.getName(),
                                db.url(),
                                db.name(),
                                db.username(),
                                db.password())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();

        assertThat(process.waitFor()).as(() -> read(log)).isZero();
        assertThat(db.query("SELECT id, name FROM numbers ORDER BY id"))
                .containsExactly(List.of("1", "one"), List.of("2", "two"));
    }

    private static String classPath(Path job) {
        List<Path> all = new ArrayList<>(List.of(PackagedJar.shipped().path(), job));
        all.addAll(Distribution.flinkLib(System.getProperty("flink.version")));
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path compiled(Class<?> type) throws URISyntaxException {
        return Path.of(type.getResource(type.getSimpleName() + ".class").toURI());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
