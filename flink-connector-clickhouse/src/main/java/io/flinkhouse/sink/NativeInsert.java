// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.BlockBuilder;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.codec.NativeBlockBuilder;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.schema.TableReader;
import io.flinkhouse.sink.commit.GuaranteeCheck;
import io.flinkhouse.sink.commit.GuaranteeCheck.Standing;
import io.flinkhouse.sql.InsertStatement;
import io.flinkhouse.sql.TablePath;

import java.util.ArrayList;
import java.util.List;

/** Rows, column by column, as blocks of the Native format. */
final class NativeInsert implements InsertFormat {

    private static final long serialVersionUID = 1L;

    @Override
    public BlockBuilder open(List<ColumnSpec> columns) {
        return new NativeBlockBuilder(columns);
    }

    @Override
    public String statement(TablePath table, List<String> columns) {
        return InsertStatement.nativeInto(table, columns);
    }

    @Override
    public String fencedStatement(TablePath table, List<String> columns, String fenceColumn) {
        List<String> all = new ArrayList<>(columns);
        all.add(fenceColumn);
        return InsertStatement.nativeInto(table, all);
    }

    @Override
    public Standing standing(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig exactlyOnce)
            throws ClickHouseException {
        return GuaranteeCheck.check(server, connection, exactlyOnce);
    }
}
