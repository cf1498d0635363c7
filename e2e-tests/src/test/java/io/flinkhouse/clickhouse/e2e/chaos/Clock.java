// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.time.Duration;
import java.util.Map;

/** The clock of the machines that seal blocks is ahead of the server's. */
final class Clock extends WindowOnly {

    private static final Duration AHEAD = Duration.ofMinutes(2);

    private final ClockLibrary library = ClockLibrary.build();

    @Override
    Map<String, String> taskEnvironment() {
        return library.ahead(AHEAD);
    }

    @Override
    long clockAheadMillis() {
        return AHEAD.toMillis();
    }
}
