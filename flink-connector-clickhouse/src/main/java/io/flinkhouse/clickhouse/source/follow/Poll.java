// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the server has to read, at one moment.
 *
 * @param parts the active parts of each partition with inserts behind its cursor, in their order
 * @param log the log of a replica, read before the parts; empty if the table is not replicated, or
 *     the replica does not know the log now
 * @param nanos the time of this process before the question
 * @param tableId the table on the server that answered, which has the parts
 * @param highest the highest number of any part; -1 without parts
 */
record Poll(
        Map<String, List<PartSpan>> parts,
        Optional<ReplicaLog> log,
        long nanos,
        String tableId,
        long highest) {}
