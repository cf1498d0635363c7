// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.LeftBlocks;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.ProcedureHint;
import org.apache.flink.table.procedure.ProcedureContext;
import org.apache.flink.table.procedures.Procedure;
import org.apache.flink.types.Row;

import java.io.IOException;

/** Lists the sealed blocks that a lost job left in its spool; changes nothing. */
@Internal
public final class ListSpool implements Procedure {

    ListSpool() {}

    /** Lists the blocks of a spool, and whether the ledger contains them. */
    @ProcedureHint(output = @DataTypeHint(SpooledBlocks.TYPE))
    public Row[] call(
            ProcedureContext context,
            @ArgumentHint(name = "spool", type = @DataTypeHint("STRING")) String spool)
            throws IOException, InterruptedException {
        String path = ProcedureArguments.required("spool", spool);
        LeftBlocks found = SpooledBlocks.in(ExactlyOnceConfig.at(path));
        return SpooledBlocks.rows(found, found.states());
    }
}
