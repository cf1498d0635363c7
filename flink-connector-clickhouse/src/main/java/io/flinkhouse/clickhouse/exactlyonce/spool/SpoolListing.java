// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * The blocks in a spool.
 *
 * @param unreadable files that have the name of a block but are torn or damaged, each with what is
 *     wrong
 */
@Internal
public record SpoolListing(List<Committable> blocks, List<String> unreadable) {}
