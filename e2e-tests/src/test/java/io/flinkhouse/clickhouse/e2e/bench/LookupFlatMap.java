// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;
import org.apache.flink.util.Collector;

/** Looks up one key after the other. */
final class LookupFlatMap extends RichFlatMapFunction<Long, RowData> {

    private static final long serialVersionUID = 1L;

    private final LookupFunction function;

    LookupFlatMap(LookupFunction function) {
        this.function = function;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        function.open(new FunctionContext(getRuntimeContext()));
    }

    @Override
    public void flatMap(Long key, Collector<RowData> out) throws Exception {
        for (RowData row : function.lookup(GenericRowData.of(key))) {
            out.collect(row);
        }
    }

    @Override
    public void close() throws Exception {
        function.close();
    }
}
