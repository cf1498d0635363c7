// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.util.List;

/** Inserts rows as blocks of the Native format. */
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
    public GrantedGuarantee guarantee(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig exactlyOnce)
            throws ClickHouseException {
        return GuaranteeCheck.check(server, connection, exactlyOnce);
    }
}
