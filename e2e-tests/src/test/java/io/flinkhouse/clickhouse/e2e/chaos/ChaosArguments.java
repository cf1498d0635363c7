// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.List;
import java.util.Random;

/** The command line of the chaos run. */
record ChaosArguments(int faults, long seed, List<FaultKind> kinds, List<Shapes> shapes) {

    static final String USAGE =
            "Usage: chaos.sh [--faults N] [--seed S] [--kinds KIND,KIND,...]"
                    + " [--shape NAME,NAME,... | all]\n  kinds: "
                    + FaultKind.names()
                    + "\n  shapes: "
                    + Shapes.names();

    private static final int FAULTS_PER_SHAPE = 10;

    static ChaosArguments parse(String... args) {
        int faults = -1;
        long seed = new Random().nextInt(1_000_000);
        List<FaultKind> kinds = List.of(FaultKind.values());
        List<Shapes> shapes = List.of(Shapes.values());
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--faults" -> faults = (int) number(args[i], value);
                case "--seed" -> seed = number(args[i], value);
                case "--kinds" -> kinds = FaultKind.parse(value);
                case "--shape" -> shapes = Shapes.parse(value);
                default -> throw new IllegalArgumentException("Unknown argument " + args[i]);
            }
        }
        return new ChaosArguments(
                faults < 0 ? FAULTS_PER_SHAPE * shapes.size() : faults, seed, kinds, shapes);
    }

    private static long number(String argument, String value) {
        try {
            long number = Long.parseLong(value);
            if (number < 0) {
                throw new NumberFormatException();
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    argument + " needs a number from 0 on, not '" + value + "'", e);
        }
    }

    /** How many of the faults strike this shape: an equal share. */
    int faultsOf(Shapes shape) {
        int index = shapes.indexOf(shape);
        return faults / shapes.size() + (index < faults % shapes.size() ? 1 : 0);
    }

    ChaosArguments with(List<Shapes> others) {
        return new ChaosArguments(faults, seed, kinds, others);
    }
}
