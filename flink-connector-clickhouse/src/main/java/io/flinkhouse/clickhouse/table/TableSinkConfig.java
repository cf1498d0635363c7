// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ChangelogInput;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ErrorMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.WriteConfig;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;
import io.flinkhouse.clickhouse.sink.InternalSinkBuilder;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Settings of a table sink.
 *
 * @param input the rows of an update that the planner must send
 * @param schema the columns that are written; others get their DEFAULT
 * @param parallelism empty for the parallelism of the input
 */
record TableSinkConfig(
        TablePath table,
        ConnectionConfig connection,
        WriteConfig write,
        ExactlyOnceConfig exactlyOnce,
        ChangelogConfig changelog,
        ChangelogInput input,
        ErrorOptions errors,
        RowType schema,
        Optional<Integer> parallelism) {

    /**
     * Builds the sink.
     *
     * @param content sets what the sink writes
     * @throws ValidationException if settings exclude each other
     */
    ClickHouseSink<RowData> sink(UnaryOperator<InternalSinkBuilder<RowData>> content) {
        try {
            InternalSinkBuilder<RowData> sink =
                    new InternalSinkBuilder<RowData>(connection, table)
                            .write(write)
                            .exactlyOnce(exactlyOnce)
                            .changelog(changelog);
            errors.apply(sink);
            return content.apply(sink).build();
        } catch (IllegalArgumentException e) {
            throw new ValidationException(e.getMessage());
        }
    }

    /**
     * Returns the row type for the checks at planning: with an error mode other than {@code fail},
     * a NULL that ClickHouse cannot store makes a rejected row.
     */
    RowType checked() {
        return errors.rows() == ErrorMode.FAIL
                ? schema
                : new RowType(
                        schema.getFields().stream()
                                .map(f -> new RowField(f.getName(), f.getType().copy(false)))
                                .toList());
    }

    /** Returns the description of the table in a plan, without secrets. */
    String summary(String delivery) {
        return "ClickHouse table " + table + " at " + connection.endpoints() + ", " + delivery;
    }

    /** Returns the settings for rows that the engine merges. */
    TableSinkConfig modifying(RowType rows, ChangelogConfig changes) {
        return new TableSinkConfig(
                table, connection, write, exactlyOnce, changes, input, errors, rows, parallelism);
    }

    /** Returns the settings for rows that become keyed statements, which cannot be exactly-once. */
    TableSinkConfig modifyingByKey(RowType rows, ChangelogConfig changes) {
        return new TableSinkConfig(
                table,
                connection,
                write.with(DeliveryGuarantee.AT_LEAST_ONCE),
                exactlyOnce,
                changes,
                input,
                errors,
                rows,
                parallelism);
    }
}
