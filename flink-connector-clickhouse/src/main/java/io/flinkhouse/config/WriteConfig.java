// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import org.apache.flink.connector.base.DeliveryGuarantee;

import java.io.Serializable;

/** How rows are batched and delivered. */
public record WriteConfig(
        DeliveryGuarantee guarantee, BatchConfig batch, int inFlight, RetryConfig retry)
        implements Serializable {

    public static final WriteConfig DEFAULT =
            new WriteConfig(
                    DeliveryGuarantee.AT_LEAST_ONCE, BatchConfig.DEFAULT, 2, RetryConfig.DEFAULT);
}
