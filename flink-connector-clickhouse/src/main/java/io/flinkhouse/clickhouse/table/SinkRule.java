// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.types.logical.RowType;

import java.util.stream.Stream;

/** One thing that must be right before rows can be written. */
@FunctionalInterface
interface SinkRule {

    /** What is wrong and how to put it right; one sentence or two per mistake. */
    Stream<String> mistakes(RowType schema, InspectedTable target);
}
