// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command line of the demo. */
record DemoArguments(
        long rows, String semantic, Optional<Path> file, boolean roundTrip, boolean keep) {

    static final String USAGE =
            "Usage: demo.sh [--rows N | --file EVENTS.ndjson]"
                    + " [--semantic none|at-least-once|exactly-once]"
                    + " [--round-trip] [--keep]";

    private static final long ROWS = 200_000;

    private static final List<String> SEMANTICS = List.of("none", "at-least-once", "exactly-once");

    static DemoArguments parse(String... args) {
        Optional<Long> rows = Optional.empty();
        String semantic = "exactly-once";
        Optional<Path> file = Optional.empty();
        boolean roundTrip = false;
        boolean keep = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rows" -> rows = Optional.of(number(value(args, ++i)));
                case "--semantic" -> semantic = value(args, ++i);
                case "--file" -> file = Optional.of(Path.of(value(args, ++i)));
                case "--round-trip" -> roundTrip = true;
                case "--keep" -> keep = true;
                default -> throw new IllegalArgumentException("Unknown argument " + args[i]);
            }
        }
        require(SEMANTICS.contains(semantic), "--semantic must be one of " + SEMANTICS);
        require(file.map(DemoArguments::isReadable).orElse(true), "--file is no readable file");
        require(rows.isEmpty() || file.isEmpty(), "All of --file is sent; leave --rows out");
        return new DemoArguments(rows.orElse(ROWS), semantic, file, roundTrip, keep);
    }

    private static boolean isReadable(Path file) {
        return Files.isReadable(file) && !Files.isDirectory(file);
    }

    private static long number(String text) {
        require(text.matches("[1-9][0-9]{0,11}"), "--rows must be a number from 1, not " + text);
        return Long.parseLong(text);
    }

    private static String value(String[] args, int index) {
        require(index < args.length, args[args.length - 1] + " needs a value");
        return args[index];
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
