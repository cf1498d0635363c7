// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import java.util.Map;

/**
 * How far a replica knows the inserts of all replicas.
 *
 * @param pointer the number of the first entry of the log that it has not taken into its queue
 * @param last the number of the last entry of the log
 * @param queued for each partition, the lowest number of an insert that it may still fetch
 */
record ReplicaLog(long pointer, long last, Map<String, Long> queued) {

    ReplicaLog {
        queued = Map.copyOf(queued);
    }
}
