// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.codec.GrowingBlock;
import io.flinkhouse.codec.MessageEncoder;
import io.flinkhouse.codec.MessageFormat;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.schema.TableReader;
import io.flinkhouse.schema.TargetColumn;
import io.flinkhouse.schema.TargetTable;
import io.flinkhouse.sink.commit.GuaranteeCheck;
import io.flinkhouse.sink.commit.GuaranteeCheck.Standing;
import io.flinkhouse.sql.InsertStatement;
import io.flinkhouse.sql.TablePath;
import io.flinkhouse.types.ClickHouseType;
import io.flinkhouse.types.Family;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages as they came, one behind the other, in a format that the server parses. The insert names
 * no columns, so those that a message leaves out get their DEFAULT.
 */
record MessageContent(MessageFormat format, MessageEncoder.Form form) implements BlockContent {

    /** As dead letters know the column that holds the message; it is none of the target. */
    private static final String NAME = "_raw_message";

    /** The only field of a row that is a message. */
    static WrittenColumns column(MessageFormat format, MessageEncoder.Form form) {
        LogicalType type =
                switch (form) {
                    case TEXT -> new VarCharType(VarCharType.MAX_LENGTH);
                    case BYTES -> new VarBinaryType(VarBinaryType.MAX_LENGTH);
                };
        WrittenColumns one =
                WrittenColumns.known(
                        List.of(
                                new ColumnSpec(
                                        NAME, new ClickHouseType.Simple(Family.STRING), type)));
        return format.dependsOnColumns()
                ? (inquiry, nullFails) -> {
                    refuseColumns(format, inquiry.target());
                    return one.resolve(inquiry, nullFails);
                }
                : one;
    }

    private static void refuseColumns(MessageFormat format, TargetTable target) {
        for (TargetColumn column : target.columns()) {
            Optional<String> refusal = format.refusal(column.name(), column.type());
            if (!column.computed() && refusal.isPresent()) {
                throw new IllegalArgumentException(refusal.get());
            }
        }
    }

    @Override
    public BlockContent under(Map<String, String> settings) {
        return new MessageContent(format.with(settings), form);
    }

    @Override
    public GrowingBlock open(List<ColumnSpec> columns) {
        return new MessageEncoder(format, form);
    }

    @Override
    public String statement(TablePath table, List<String> columns) {
        return InsertStatement.into(table, format.name(), format.settings());
    }

    /** The server writes the fence, from the name of the insert. */
    @Override
    public String fencedStatement(TablePath table, List<String> columns, String fenceColumn) {
        return statement(table, columns);
    }

    @Override
    public Standing standing(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig exactlyOnce)
            throws ClickHouseException {
        return GuaranteeCheck.checkMessages(server, connection, exactlyOnce);
    }
}
