// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

/** A process or container of a server, from one start to the next. */
interface Running {

    boolean isAlive();

    long pid();

    /** Ends it as a crash of the machine would, and returns when it has ended. */
    void kill();

    /** Asks it to end, and kills it if it still runs after this time. */
    void stop(int seconds);

    /** Returns the end of the process for an error message: "ended with code 1". */
    String ending();
}
