// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the line of the documentation that does not promise something. Once the line is gone, the
 * promise holds, and the run checks it.
 */
final class Disclaimer {

    private Disclaimer() {}

    /** The line with this text, with its page and number. */
    static Optional<String> in(String page, String text) {
        List<String> lines = page(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return Optional.of("docs/%s:%d: %s".formatted(page, i + 1, lines.get(i).strip()));
            }
        }
        return Optional.empty();
    }

    static List<String> page(String page) {
        try {
            return Files.readAllLines(Path.of(System.getProperty("docs.dir", "../docs"), page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
