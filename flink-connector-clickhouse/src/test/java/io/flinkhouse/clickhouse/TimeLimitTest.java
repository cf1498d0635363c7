// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** No test can hang: every module with tests limits their time. */
class TimeLimitTest {

    @Test
    void everyModuleLimitsTheTimeOfItsTests() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            List<Path> tests =
                    folders.map(folder -> folder.resolve("src/test"))
                            .filter(Files::isDirectory)
                            .toList();
            assertThat(tests).hasSize(3);
            for (Path module : tests) {
                Properties properties = new Properties();
                properties.load(
                        Files.newBufferedReader(
                                module.resolve("resources/junit-platform.properties")));
                assertThat(properties.getProperty("junit.jupiter.execution.timeout.default"))
                        .as(module.toString())
                        .matches("\\d+ m");
            }
        }
    }
}
