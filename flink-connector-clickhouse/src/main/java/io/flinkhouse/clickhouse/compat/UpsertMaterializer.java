// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.compat;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions.UpsertMaterialize;
import org.apache.flink.table.connector.sink.SinkV2Provider;

import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Tells whether the planner may add an upsert materializer in front of a sink that needs
 * update-before rows. It removes these rows. Since Flink 2.2 the planner does not add it to such
 * sinks.
 */
@Internal
public final class UpsertMaterializer {

    /**
     * A method that the same Flink release added; the change itself cannot be detected by
     * reflection.
     */
    private static final boolean KEPT_AWAY =
            Arrays.stream(SinkV2Provider.class.getMethods())
                    .map(Method::getName)
                    .anyMatch("getAdditionalMetricVariables"::equals);

    private UpsertMaterializer() {}

    public static boolean mayStandBefore(ReadableConfig session) {
        return !KEPT_AWAY
                && session.get(ExecutionConfigOptions.TABLE_EXEC_SINK_UPSERT_MATERIALIZE)
                        != UpsertMaterialize.NONE;
    }
}
