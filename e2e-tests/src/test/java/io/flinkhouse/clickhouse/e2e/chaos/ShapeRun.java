// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one shape with its share of the faults, and prints what came of it. */
final class ShapeRun {

    private final Shapes name;
    private final ChaosArguments arguments;
    private final Deck deck;
    private Pipe pipe;
    private ChaosRun run;

    ShapeRun(Shapes name, ChaosArguments arguments, Deck deck) {
        this.name = name;
        this.arguments = arguments;
        this.deck = deck;
    }

    /** How the run ended; empty if it ended before the comparison. */
    Optional<Outcome> run() {
        int faults = arguments.faultsOf(name);
        Shape shape = name.create(arguments.seed(), faults);
        Map<FaultKind, String> leftOut = leftOut(shape);
        leftOut.forEach((kind, why) -> Chaos.say(name + " leaves out " + kind + ": " + why));
        List<FaultKind> plan = deck.deal(faults, leftOut.keySet());
        Chaos.say("shape " + name + ", faults " + plan);
        Optional<Outcome> outcome = Optional.empty();
        try (Pipe processes = new Pipe(shape)) {
            pipe = processes;
            run = new ChaosRun(pipe, plan, arguments.seed());
            try {
                outcome = Optional.of(run.run());
            } catch (IllegalStateException e) {
                Chaos.say(e.getMessage());
            }
            report(outcome);
        }
        return outcome;
    }

    private Map<FaultKind, String> leftOut(Shape shape) {
        Map<FaultKind, String> all = new EnumMap<>(FaultKind.class);
        all.putAll(shape.leftOut());
        for (FaultKind kind : FaultKind.values()) {
            kind.obstacle().ifPresent(lack -> all.put(kind, lack));
        }
        all.keySet().retainAll(arguments.kinds());
        return all;
    }

    private void report(Optional<Outcome> outcome) {
        outcome.ifPresent(o -> o.tables().forEach(table -> Chaos.say("  " + table)));
        pipe.jobs()
                .stops()
                .byLine()
                .forEach(
                        (line, count) -> Chaos.say("  stopped " + count + " times, as in " + line));
        if (!outcome.map(Outcome::isExact).orElse(false)) {
            Chaos.say("  seed " + arguments.seed() + ", logs are kept in " + keepLogs());
        }
        Chaos.say(
                "shape %s: %s, faults by kind %s, verdicts %s"
                        .formatted(
                                name,
                                outcome.map(Outcome::toString).orElse("not compared"),
                                run.struck(),
                                Verdicts.in(pipe.taskManagers())));
    }

    private Path keepLogs() {
        try {
            Path kept = Files.createTempDirectory("chaos-" + arguments.seed() + "-" + name + "-");
            for (ServerProcess process : pipe.processes()) {
                Files.copy(process.log(), kept.resolve(process.directory().getFileName() + ".log"));
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
