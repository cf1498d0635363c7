// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import java.io.Serializable;
import java.time.Duration;

/** When a batch is full: whichever limit is met first, and every checkpoint. */
public record BatchConfig(int maxRows, long maxBytes, Duration interval) implements Serializable {

    public static final BatchConfig DEFAULT =
            new BatchConfig(500_000, 32L << 20, Duration.ofSeconds(5));
}
