// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** The format of inserted blocks: rows in Native format, or messages that the server parses. */
interface InsertFormat extends Serializable {

    /**
     * Returns the format under the connection's settings.
     *
     * @throws IllegalArgumentException if a setting conflicts with the format
     */
    default InsertFormat under(Map<String, String> settings) {
        return this;
    }

    BlockBuilder open(List<ColumnSpec> columns);

    /** Returns the INSERT statement up to and including the format. */
    String statement(TablePath table, List<String> columns);

    /** Returns the guarantee that the table gives for such blocks. */
    GrantedGuarantee guarantee(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig exactlyOnce)
            throws ClickHouseException;
}
