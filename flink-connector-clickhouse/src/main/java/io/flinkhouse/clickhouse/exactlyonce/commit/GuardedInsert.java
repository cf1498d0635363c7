// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.SettingsClause;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds the INSERT that looks, in the same statement, whether the table has the rows already. A
 * request that the network holds back for hours looks when it arrives.
 */
final class GuardedInsert {

    private final TableDescription table;
    private final InsertTarget target;
    private final String fenceColumn;
    private final String settings;

    /**
     * @param settings of the look alone; what they choose is not chosen for the views of the table
     */
    GuardedInsert(
            TableDescription table,
            InsertTarget target,
            String fenceColumn,
            Map<String, String> settings) {
        this.table = table;
        this.target = target;
        this.fenceColumn = Identifiers.quote(fenceColumn);
        this.settings = SettingsClause.of(settings);
    }

    /** Inserts all rows, or none if the table has one of the block. */
    String whole() {
        return insert(input(), "(SELECT count() FROM " + present() + ") = 0");
    }

    /** Inserts the rows of those partitions in which the table has none of the block. */
    String byPartition() {
        PartitionKey key = new PartitionKey(table, target.columns());
        return insert(
                "(SELECT " + key.columns() + " FROM " + input() + ")",
                key.id()
                        + " NOT IN (SELECT DISTINCT _partition_id FROM "
                        + present()
                        + ") AND NOT throwIf(isNull("
                        + key.id()
                        + "))");
    }

    private String insert(String rows, String condition) {
        String names =
                target.columns().stream()
                        .map(column -> Identifiers.quote(column.name()))
                        .collect(Collectors.joining(", "));
        return "INSERT INTO "
                + target.table()
                + " ("
                + names
                + ") SELECT "
                + names
                + " FROM "
                + rows
                + " WHERE "
                + condition
                + " FORMAT Native";
    }

    private String present() {
        return target.table()
                + " WHERE "
                + fenceColumn
                + " = "
                + Long.toUnsignedString(target.fence())
                + settings;
    }

    private String input() {
        return target.columns().stream()
                .map(column -> Identifiers.quote(column.name()) + " " + type(column))
                .collect(
                        Collectors.collectingAndThen(
                                Collectors.joining(", "),
                                columns -> "input(" + Literals.quote(columns) + ")"));
    }

    private String type(SealedColumn sealed) {
        return sealed.type().isEmpty()
                ? table.column(sealed.name())
                        .map(ColumnDescription::input)
                        .orElseThrow(() -> gone(sealed))
                : sealed.type();
    }

    private IllegalStateException gone(SealedColumn column) {
        return new IllegalStateException(
                table.path()
                        + " has no column '"
                        + column.name()
                        + "' any more, which a block in doubt has. Add it again, and drop it when the"
                        + " block is committed");
    }
}
