// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.e2e.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The command line of the demo. */
record DemoArguments(long rows, String semantic, Optional<Path> file, boolean keep) {

    static final String USAGE =
            "Usage: demo.sh [--rows N] [--semantic none|at-least-once|exactly-once]"
                    + " [--file EVENTS.ndjson] [--keep]";

    private static final List<String> SEMANTICS = List.of("none", "at-least-once", "exactly-once");

    static DemoArguments parse(String... args) {
        long rows = 200_000;
        String semantic = "exactly-once";
        Optional<Path> file = Optional.empty();
        boolean keep = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--rows" -> rows = Long.parseLong(value(args, ++i));
                case "--semantic" -> semantic = value(args, ++i);
                case "--file" -> file = Optional.of(Path.of(value(args, ++i)));
                case "--keep" -> keep = true;
                default -> throw new IllegalArgumentException("Unknown argument " + args[i]);
            }
        }
        require(rows > 0, "--rows must be positive");
        require(SEMANTICS.contains(semantic), "--semantic must be one of " + SEMANTICS);
        require(file.map(Files::isReadable).orElse(true), "--file cannot be read");
        return new DemoArguments(rows, semantic, file, keep);
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
