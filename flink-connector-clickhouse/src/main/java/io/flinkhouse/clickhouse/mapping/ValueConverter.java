// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

/** Converts one Java value to Flink's internal form; null stays null. */
@FunctionalInterface
interface ValueConverter {

    /**
     * @throws io.flinkhouse.clickhouse.error.BadValueException if the class or the value does not
     *     fit
     */
    Object toInternal(Object value);
}
