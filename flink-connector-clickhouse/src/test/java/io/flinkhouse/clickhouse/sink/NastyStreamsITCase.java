// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.BatchConfig;
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
    void batchesOf8MegabytesNeedNoMoreThan128(ClickHouseDatabase db) throws Exception {
        List<String> names = createAll(db, false);

        assertThat(outputOf(db, 8 << 20, "128m", names)).contains(names);
    }

    @Test
    void statementsOfOneMegabyteNeedNoMoreThan70(ClickHouseDatabase db) throws Exception {
        List<String> names = createAll(db, true);

        assertThat(outputOf(db, 1 << 20, "70m", names)).contains(names);
    }

    private static List<String> createAll(ClickHouseDatabase db, boolean keyed) {
        List<String> names = new ArrayList<>();
        for (NastyStreams.Stream stream : NastyStreams.all()) {
            if (stream.keyed() == keyed) {
                db.execute(NastyStreams.create(stream));
                names.add(stream.name());
            }
        }
        return names;
    }

    @Test
    void theDefaultBatchesNeedNoMoreThan256Megabytes(ClickHouseDatabase db) throws Exception {
        String name = "dictionary of long values";
        NastyStreams.Stream stream =
                NastyStreams.all().stream()
                        .filter(s -> s.name().equals(name))
                        .findAny()
                        .orElseThrow();
        db.execute(NastyStreams.create(stream));

        long bytes = BatchConfig.DEFAULT.maxBytes();
        assertThat(outputOf(db, bytes, "256m", List.of(name))).contains(name);
    }

    @Test
    void aValueOf60MegabytesNeedsNoMoreThanAGigabyte(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE tone_of_60_MB (v String) ENGINE = Null");

        long bytes = BatchConfig.DEFAULT.maxBytes();
        assertThat(outputOf(db, bytes, "1g", List.of("one of 60 MB"))).contains("one of 60 MB: ");
    }

    private String outputOf(ClickHouseDatabase db, long maxBytes, String heap, List<String> names)
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
                                directory.resolve("spool").toUri().toString(),
                                Long.toString(maxBytes)));
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
