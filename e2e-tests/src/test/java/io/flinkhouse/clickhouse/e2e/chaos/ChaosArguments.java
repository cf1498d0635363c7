// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.List;
import java.util.Random;

/** The command line of the chaos run. */
record ChaosArguments(int faults, long seed, List<FaultKind> kinds) {

    static final String USAGE =
            "Usage: chaos.sh [--faults N] [--seed S] [--kinds KIND,KIND,...]; kinds: "
                    + FaultKind.names();

    static ChaosArguments parse(String... args) {
        int faults = 30;
        long seed = new Random().nextInt(1_000_000);
        List<FaultKind> kinds = List.of(FaultKind.values());
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--faults" -> faults = Integer.parseInt(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--kinds" -> kinds = FaultKind.parse(value);
                default -> throw new IllegalArgumentException("Unknown argument " + args[i]);
            }
        }
        return new ChaosArguments(faults, seed, kinds);
    }
}
