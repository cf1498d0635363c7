// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A library for {@code LD_PRELOAD} that shifts the wall clock of one process, compiled from {@code
 * clock.c} with the C compiler of this machine.
 */
record ClockLibrary(Path file) {

    static ClockLibrary build() {
        try {
            Path directory = Files.createTempDirectory("chaos-clock");
            Path source = directory.resolve("clock.c");
            Path library = directory.resolve("clock.so");
            try (InputStream in = ClockLibrary.class.getResourceAsStream("clock.c")) {
                Files.copy(in, source);
            }
            Command.run("cc", "-shared", "-fPIC", "-o", "" + library, "" + source, "-ldl");
            for (Path file : new Path[] {library, source, directory}) {
                file.toFile().deleteOnExit();
            }
            return new ClockLibrary(library);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> ahead(Duration time) {
        return Map.of("LD_PRELOAD", file.toString(), "CLOCK_AHEAD", "" + time.toSeconds());
    }
}
