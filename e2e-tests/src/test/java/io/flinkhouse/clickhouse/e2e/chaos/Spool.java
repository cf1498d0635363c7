// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Removes the directory of sealed blocks for a while; a file in its place keeps others from
 * creating it.
 */
final class Spool {

    private static final int LONGEST_AWAY = 4_000;

    private Spool() {}

    static void takeAway(Pipe pipe, Random random) {
        Path spool = pipe.spool();
        Path aside = spool.resolveSibling("spool-aside");
        try {
            Files.move(spool, aside);
            Files.writeString(spool, "in the way");
            Pause.upTo(LONGEST_AWAY, random);
            Files.delete(spool);
            Files.move(aside, spool);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
