// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class SinkMetricTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "generated", "metrics.md");

    /** {@code -Ddocs.update} writes the document instead. */
    @Test
    void theMetricTableIsUpToDate() throws IOException {
        String table =
                Arrays.stream(SinkMetric.values())
                        .map(
                                metric ->
                                        "| `"
                                                + metric.key()
                                                + "` | "
                                                + metric.kind()
                                                + " | "
                                                + metric.description()
                                                + " |\n")
                        .collect(Collectors.joining());
        String expected =
                "<!-- Written by SinkMetricTest from SinkMetric. -->\n\n"
                        + "Metrics of each sink writer, in the operator's metric group.\n\n"
                        + "| metric | kind | meaning |\n|---|---|---|\n"
                        + table;
        if (System.getProperty("docs.update") != null) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(DOCUMENT).as("run again with -Ddocs.update").hasContent(expected);
    }
}
