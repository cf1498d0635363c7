// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the pictures of docs/benchmarks.md show the numbers of its tables. */
class PlotsTest {

    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void thePicturesAreUpToDate() throws IOException {
        Map<String, String> pictures = Plots.draw(Files.readString(DOCS.resolve("benchmarks.md")));
        assertThat(pictures).isNotEmpty();
        pictures.forEach(
                (name, svg) ->
                        assertThat(DOCS.resolve("images").resolve(name))
                                .as("run e2e-tests/plot.sh")
                                .hasContent(svg));
    }

    @Test
    void theLongestBarIsTheHighestNumber() {
        String page =
                """
                <!-- plot: a.svg | rows/s -->
                ![a](images/a.svg)

                | | rows/s | aim |
                |---|---|---|
                | this sink | 1 000 | 2 |
                | the other | 500 | |
                | unknown | | |
                """;
        assertThat(Plots.draw(page).get("a.svg"))
                .contains("class=\"ours\" x=\"340\" y=\"30\" width=\"290.0\"")
                .contains("class=\"bar\" x=\"340\" y=\"60\" width=\"145.0\"")
                .doesNotContain("unknown");
    }
}
