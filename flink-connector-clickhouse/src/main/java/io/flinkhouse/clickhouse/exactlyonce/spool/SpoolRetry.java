// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Retries what fails on the file system of the spool, within the budget for requests. */
@Internal
public final class SpoolRetry {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolRetry.class);

    private SpoolRetry() {}

    /** An operation on the file system that may be repeated. */
    @FunctionalInterface
    public interface Operation<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * @param failing what cannot be done if it fails: "Cannot …"
     * @throws IOException the last failure, which names the attempts
     */
    public static <T> T call(RetryConfig retry, String failing, Operation<T> operation)
            throws IOException, InterruptedException {
        return Retry.call(
                retry,
                () -> {
                    try {
                        return operation.run();
                    } catch (IOException e) {
                        throw new ClickHouseException(
                                ClickHouseException.NO_CODE,
                                FailureKind.RETRY,
                                failing + ": " + e.getMessage(),
                                e);
                    }
                },
                (attempts, wait, failure) ->
                        LOG.info("Retrying the spool in {} after: {}", wait, failure.getMessage()));
    }
}
