// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.ProcedureHint;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.procedure.ProcedureContext;
import org.apache.flink.table.procedures.Procedure;
import org.apache.flink.types.Row;

/** Explains which delivery guarantee a table gets, and how to raise it. */
@Internal
public final class ExplainDelivery implements Procedure {

    private final ConnectionConfig connection;

    ExplainDelivery(ConnectionConfig connection) {
        this.connection = connection;
    }

    /**
     * Explains the delivery into a table.
     *
     * @param fenceColumn its name, as in the option of the sink
     * @param parallelism of the sink, for warnings about a small window
     */
    @ProcedureHint(
            output =
                    @DataTypeHint(
                            "ROW<property STRING, `value` STRING, reason STRING, statement STRING>"))
    public Row[] call(
            ProcedureContext context,
            @ArgumentHint(name = "table_name", type = @DataTypeHint("STRING")) String table,
            @ArgumentHint(name = "fence_column", type = @DataTypeHint("STRING"), isOptional = true)
                    String fenceColumn,
            @ArgumentHint(name = "parallelism", type = @DataTypeHint("INT"), isOptional = true)
                    Integer parallelism)
            throws ClickHouseException {
        TablePath path = ProcedureArguments.table("table_name", table, connection.database());
        if (parallelism != null && parallelism < 1) {
            throw new ValidationException(
                    "'parallelism' is '" + parallelism + "'; give 1 or more.");
        }
        ExactlyOnceConfig config =
                fenceColumn == null
                        ? ExactlyOnceConfig.NONE
                        : ExactlyOnceConfig.NONE.withFenceColumn(fenceColumn);
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            return new DeliveryExplanation(
                            TableReader.noting(client, connection, path),
                            connection,
                            config,
                            parallelism == null ? 1 : parallelism)
                    .rows();
        }
    }
}
