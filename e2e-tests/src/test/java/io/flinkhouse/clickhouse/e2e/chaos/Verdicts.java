// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts what committers decided about blocks in doubt, from the logs of their TaskManagers. */
final class Verdicts {

    private static final Pattern LINE =
            Pattern.compile("In doubt: .*: (\\w+)\\[(?:reason=([A-Z_]+))?");

    private Verdicts() {}

    /** How often each reason was given. */
    static Map<String, Integer> in(List<ServerProcess> taskManagers) {
        Map<String, Integer> all = new TreeMap<>();
        for (ServerProcess process : taskManagers) {
            try (Stream<String> lines = Files.lines(process.log())) {
                lines.map(LINE::matcher)
                        .filter(Matcher::find)
                        .forEach(line -> all.merge(reason(line), 1, Integer::sum));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static String reason(Matcher line) {
        String reason = line.group(2) == null ? line.group(1) : line.group(2);
        return reason.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
