// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The SQL files beside the scripts. */
final class Sql {

    private Sql() {}

    /** Text of a file with its placeholders filled in. */
    static String read(String name, Map<String, String> values) {
        try {
            String directory = System.getProperty("sql.dir", "sql");
            String text = Files.readString(Path.of(directory, name));
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> statements(String name) {
        return Stream.of(read(name, Map.of()).split(";\n")).filter(s -> !s.isBlank()).toList();
    }
}
