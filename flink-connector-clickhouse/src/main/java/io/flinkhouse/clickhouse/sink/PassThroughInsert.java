// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.ColumnSelection;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inserts unparsed messages, one behind the other, in a format that the server parses. The insert
 * names no columns, so those that a message leaves out get their DEFAULT.
 */
record PassThroughInsert(MessageFormat format, MessageBlockBuilder.Form form)
        implements InsertFormat {

    /** The column name of the message for dead letters; the target has no such column. */
    private static final String NAME = "_raw_message";

    /** The only field of a row that is a message. */
    static ColumnSelection column(MessageFormat format, MessageBlockBuilder.Form form) {
        LogicalType type =
                switch (form) {
                    case TEXT -> new VarCharType(VarCharType.MAX_LENGTH);
                    case BYTES -> new VarBinaryType(VarBinaryType.MAX_LENGTH);
                };
        ColumnSelection one =
                ColumnSelection.known(
                        List.of(
                                new ColumnSpec(
                                        NAME, new ClickHouseType.Simple(TypeFamily.STRING), type)));
        return format.dependsOnColumns()
                ? (inquiry, nullFails) -> {
                    refuseColumns(format, inquiry.target());
                    return one.resolve(inquiry, nullFails);
                }
                : one;
    }

    private static void refuseColumns(MessageFormat format, TableDescription target) {
        for (ColumnDescription column : target.columns()) {
            Optional<String> refusal = format.refusal(column.name(), column.type());
            if (!column.computed() && refusal.isPresent()) {
                throw new IllegalArgumentException(refusal.get());
            }
        }
    }

    @Override
    public InsertFormat under(Map<String, String> settings) {
        return new PassThroughInsert(format.with(settings), form);
    }

    @Override
    public BlockBuilder open(List<ColumnSpec> columns) {
        return new MessageBlockBuilder(format, form);
    }

    /** Names no fence column: the server fills it from the query id. */
    @Override
    public String statement(TablePath table, List<String> columns) {
        return InsertStatement.into(table, format.name(), format.settings());
    }

    @Override
    public GrantedGuarantee standing(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig exactlyOnce)
            throws ClickHouseException {
        return GuaranteeCheck.checkMessages(server, connection, exactlyOnce);
    }
}
