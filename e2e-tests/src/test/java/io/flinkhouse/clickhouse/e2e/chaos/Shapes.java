// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The shapes that can be run, in the order of a whole run. */
enum Shapes {
    FENCE_AND_WINDOW((seed, faults) -> new FenceAndWindow()),
    FENCE_ONLY((seed, faults) -> new FenceOnly()),
    WINDOW_ONLY((seed, faults) -> new WindowOnly()),
    GRANTS((seed, faults) -> new LeastGrants()),
    VIEWS((seed, faults) -> new Views()),
    CHANGELOG((seed, faults) -> new Changelog(seed)),
    PASS_THROUGH((seed, faults) -> new PassThrough()),
    DELETES((seed, faults) -> new Deletes()),
    TWO_JOBS((seed, faults) -> new TwoJobs()),
    BOUNDED((seed, faults) -> new Bounded(faults)),
    CLOCK((seed, faults) -> new Clock()),
    REPLICAS((seed, faults) -> new Replicas()),
    READ((seed, faults) -> new Read(faults)),
    FOLLOW((seed, faults) -> new Follow());

    static final String ALL = "all";

    /** Makes the shape for one run. */
    @FunctionalInterface
    interface Factory {
        Shape create(long seed, int faults);
    }

    private final Factory factory;

    Shapes(Factory factory) {
        this.factory = factory;
    }

    Shape create(long seed, int faults) {
        return factory.create(seed, faults);
    }

    /** What this machine lacks to run the shape. */
    Optional<String> obstacle() {
        return this == CLOCK && !Command.exists("cc")
                ? Optional.of("no C compiler (cc) to shift the clock of a process with")
                : Optional.empty();
    }

    static String names() {
        return Arrays.stream(values()).map(Shapes::toString).collect(Collectors.joining(","));
    }

    /**
     * @throws IllegalArgumentException naming the shape that does not exist
     */
    static List<Shapes> parse(String names) {
        return names.equals(ALL)
                ? List.of(values())
                : Arrays.stream(names.split(",")).map(Shapes::one).distinct().toList();
    }

    private static Shapes one(String name) {
        return Arrays.stream(values())
                .filter(shape -> shape.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Shape '" + name + "' does not exist"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
