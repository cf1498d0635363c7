// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a writer stays within the documented memory, whatever its rows are. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(300)
class NastyStreamsITCase {

    @TempDir Path directory;

    @Test
    void theDefaultBatchesNeedNoMoreThan256Megabytes(ClickHouseDatabase db) throws Exception {
        List<String> names = new ArrayList<>();
        for (NastyStreams.Stream stream : NastyStreams.all()) {
            db.execute(NastyStreams.create(stream));
            names.add(stream.name());
        }
        assertThat(outputOf(db, "256m", names)).contains(names);
    }

    @Test
    void aValueOf60MegabytesNeedsNoMoreThanAGigabyte(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE tone_of_60_MB (v String) ENGINE = Null");

        assertThat(outputOf(db, "1g", List.of("one of 60 MB"))).contains("one of 60 MB: ");
    }

    private String outputOf(ClickHouseDatabase db, String heap, List<String> names)
            throws Exception {
        Path output = directory.resolve("output");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                NastyStreams.class.getName(),
                                db.url(),
                                db.username(),
                                db.password(),
                                db.name(),
                                directory.resolve("spool").toUri().toString()));
        command.addAll(names);
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(child.waitFor()).as(() -> read(output)).isZero();
            return read(output);
        } finally {
            child.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
