// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.types.logical.RowType;

import java.util.stream.Stream;

/** Checks one rule when an INSERT is planned. */
@FunctionalInterface
interface SinkRule {

    /** Returns the mistakes, each with its fix, in one or two sentences. */
    Stream<String> mistakes(RowType schema, InspectedTable target);
}
