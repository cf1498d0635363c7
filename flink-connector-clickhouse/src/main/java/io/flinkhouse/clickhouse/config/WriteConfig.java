// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.base.DeliveryGuarantee;

import java.io.Serializable;
import java.util.Objects;

/** Write settings: batching, delivery guarantee, parallel inserts and retries. */
@Internal
public record WriteConfig(
        DeliveryGuarantee guarantee, BatchConfig batch, int inFlight, RetryConfig retry)
        implements Serializable {

    /**
     * The maximum of inserts in flight per subtask; more inserts would only make smaller parts and
     * slow down the server.
     */
    public static final int IN_FLIGHT_LIMIT = 64;

    public static final WriteConfig DEFAULT =
            new WriteConfig(
                    DeliveryGuarantee.AT_LEAST_ONCE, BatchConfig.DEFAULT, 2, RetryConfig.DEFAULT);

    public WriteConfig {
        Objects.requireNonNull(guarantee, "guarantee");
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(retry, "retry");
        Require.that(
                inFlight > 0 && inFlight <= IN_FLIGHT_LIMIT,
                "sink.in-flight",
                inFlight,
                "a number of concurrent inserts from 1 to " + IN_FLIGHT_LIMIT);
    }

    public WriteConfig with(DeliveryGuarantee other) {
        return new WriteConfig(other, batch, inFlight, retry);
    }

    public WriteConfig with(BatchConfig other) {
        return new WriteConfig(guarantee, other, inFlight, retry);
    }

    public WriteConfig with(RetryConfig other) {
        return new WriteConfig(guarantee, batch, inFlight, other);
    }

    public WriteConfig withInFlight(int inserts) {
        return new WriteConfig(guarantee, batch, inserts, retry);
    }
}
