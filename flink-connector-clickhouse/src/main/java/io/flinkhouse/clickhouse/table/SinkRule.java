// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.types.logical.RowType;

import java.util.stream.Stream;

/** A check that is made when an INSERT is planned. */
@FunctionalInterface
interface SinkRule {

    /** What is wrong and how to put it right; one sentence or two per mistake. */
    Stream<String> mistakes(RowType schema, InspectedTable target);
}
