// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * Settings of a lookup join.
 *
 * @param async whether lookups of many rows of the stream may wait together
 * @param maxKeys the maximum of keys in one query
 * @param maxRetries the maximum of further attempts after a failed query
 */
@Internal
public record LookupConfig(boolean async, int maxKeys, int maxRetries) implements Serializable {

    public static final LookupConfig DEFAULT = new LookupConfig(true, 10_000, 3);

    public LookupConfig {
        Require.that(maxKeys > 0, "lookup.batch.max-keys", maxKeys, "a positive number of keys");
        Require.that(maxRetries >= 0, "lookup.max-retries", maxRetries, "0 or more");
    }
}
