// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

/** Counts the events at the end of their way. */
interface Arrivals {

    /** Returns how many there are now. */
    long count();

    /** Returns how many different ones there are, by their position in the first topic. */
    long distinct();
}
