// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DemoArgumentsTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rows abc | --rows must be a number from 1, not abc",
                "--rows 0 | --rows must be a number from 1, not 0",
                "--rows | --rows needs a value",
                "--semantic exactly_once | --semantic must be one of",
                "--file /nowhere/x.ndjson | --file is no readable file",
                "--verbose | Unknown argument --verbose",
            })
    void saysWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> DemoArguments.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileIsReadAsAWhole() throws IOException {
        Path file = Files.createFile(directory.resolve("events.ndjson"));
        assertThat(DemoArguments.parse("--file", file.toString()).file()).contains(file);
        assertThatThrownBy(() -> DemoArguments.parse("--file", file.toString(), "--rows", "5"))
                .hasMessage("All of --file is sent; leave --rows out");
        assertThatThrownBy(() -> DemoArguments.parse("--file", directory.toString()))
                .hasMessage("--file is no readable file");
    }
}
