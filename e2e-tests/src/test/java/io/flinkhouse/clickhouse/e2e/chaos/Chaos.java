// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs one shape after the other, breaks each again and again, and says in its last line what was
 * lost and what is there twice. The logs of a run that fails are kept.
 */
public final class Chaos {

    private static final PrintStream OUT = System.out;

    private Chaos() {}

    public static void main(String[] args) {
        try {
            System.exit(run(ChaosArguments.parse(args)) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            OUT.println(e.getMessage() + "\n" + ChaosArguments.USAGE);
            System.exit(2);
        }
    }

    private static boolean run(ChaosArguments asked) {
        ChaosArguments arguments = asked.with(possible(asked.shapes()));
        say("seed " + arguments.seed() + ", shapes " + arguments.shapes());
        Deck deck = new Deck(arguments.kinds(), arguments.seed());
        Outcome all = Outcome.NOTHING;
        List<Shapes> notCompared = new ArrayList<>();
        for (Shapes shape : arguments.shapes()) {
            Optional<Outcome> outcome = new ShapeRun(shape, arguments, deck).run();
            if (outcome.isEmpty()) {
                notCompared.add(shape);
            }
            all = all.plus(outcome.orElse(Outcome.NOTHING));
        }
        if (!notCompared.isEmpty()) {
            say("not compared: " + notCompared.size() + " runs, " + notCompared);
        }
        OUT.println(all);
        return notCompared.isEmpty() && all.isExact();
    }

    private static List<Shapes> possible(List<Shapes> asked) {
        List<Shapes> all = new ArrayList<>();
        for (Shapes shape : asked) {
            shape.obstacle()
                    .ifPresentOrElse(
                            lack -> say("left out: shape " + shape + ", " + lack),
                            () -> all.add(shape));
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("None of these shapes can run on this machine");
        }
        return all;
    }

    static void say(String text) {
        OUT.println("[chaos] " + LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + text);
    }
}
