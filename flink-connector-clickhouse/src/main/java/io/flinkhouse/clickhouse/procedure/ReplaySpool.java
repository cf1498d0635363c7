// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.exactlyonce.commit.LeftBlocks;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.ProcedureHint;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.procedure.ProcedureContext;
import org.apache.flink.table.procedures.Procedure;
import org.apache.flink.types.Row;

import java.io.IOException;
import java.util.Locale;

/** Inserts the sealed blocks that a lost job left in its spool, except those in their table. */
@Internal
public final class ReplaySpool implements Procedure {

    private final ConnectionConfig connection;

    ReplaySpool(ConnectionConfig connection) {
        this.connection = connection;
    }

    /**
     * Replays a spool.
     *
     * @param fenceColumn its name, as in the option of the sink
     * @param inDoubt what happens to blocks that nothing can decide about
     */
    @ProcedureHint(output = @DataTypeHint(SpooledBlocks.TYPE))
    public Row[] call(
            ProcedureContext context,
            @ArgumentHint(name = "spool", type = @DataTypeHint("STRING")) String spool,
            @ArgumentHint(name = "fence_column", type = @DataTypeHint("STRING"), isOptional = true)
                    String fenceColumn,
            @ArgumentHint(name = "in_doubt", type = @DataTypeHint("STRING"), isOptional = true)
                    String inDoubt)
            throws IOException, InterruptedException {
        ExactlyOnceConfig config =
                ExactlyOnceConfig.at(ProcedureArguments.required("spool", spool))
                        .with(inDoubt == null ? InDoubtPolicy.FAIL : policy(inDoubt));
        LeftBlocks found =
                SpooledBlocks.in(
                        fenceColumn == null ? config : config.withFenceColumn(fenceColumn));
        return SpooledBlocks.rows(found, found.replay(connection));
    }

    private static InDoubtPolicy policy(String text) {
        try {
            return InDoubtPolicy.valueOf(text.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(
                    "'in_doubt' is '" + text + "'; give 'fail', 'resend' or 'skip'.");
        }
    }
}
