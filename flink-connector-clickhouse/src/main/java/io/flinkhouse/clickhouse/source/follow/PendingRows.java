// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells a reader how many inserted rows of its partitions are in no range yet.
 *
 * @param rows as many as the parts have, of which the first may be read in part
 */
@Internal
public record PendingRows(long rows) implements SourceEvent {}
