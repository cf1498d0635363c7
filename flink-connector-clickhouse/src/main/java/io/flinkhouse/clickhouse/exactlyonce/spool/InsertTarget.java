// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.sql.Expressions;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The table and INSERT statement that a block was sealed for.
 *
 * @param tableIdentity tells the table from another of the same name; empty where nothing does
 * @param text the INSERT of messages up to and including the format; empty for rows
 * @param columns of rows, in the order of the block; empty for messages
 * @param fence the value of the fence column in each row, or 0 if the table had none
 */
@Internal
public record InsertTarget(
        TablePath table,
        String tableIdentity,
        String text,
        List<SealedColumn> columns,
        long fence) {

    private static final String NATIVE = ") FORMAT Native";

    /** What follows the table in an INSERT of this connector; it ends no literal and no name. */
    private static final Pattern REST =
            Pattern.compile(
                    "(?: \\((?:, )?+(?:`(?:[^`\\\\]|\\\\.)*+`(?:, )?+)++\\))?"
                            + "(?: SETTINGS (?:\\w++ = '(?:[^'\\\\]|\\\\.)*+'(?:, )?+)*+)?"
                            + " FORMAT \\w++",
                    Pattern.DOTALL);

    public InsertTarget {
        columns = List.copyOf(columns);
    }

    /** The target of messages, of which the server chooses the columns. */
    public InsertTarget(TablePath table, String tableIdentity, String statement, long fence) {
        this(table, tableIdentity, statement, List.of(), fence);
    }

    /**
     * The target of rows.
     *
     * @param columns with the fence column, where there is one
     */
    public static InsertTarget ofRows(
            TablePath table, String tableIdentity, List<SealedColumn> columns, long fence) {
        return new InsertTarget(table, tableIdentity, "", columns, fence);
    }

    /** The target of a version that knew the statement alone. */
    static InsertTarget ofStatement(
            TablePath table, String tableIdentity, String statement, long fence) {
        String begin = "INSERT INTO " + table + " (";
        if (!statement.startsWith(begin) || !statement.endsWith(NATIVE)) {
            return new InsertTarget(table, tableIdentity, statement, fence);
        }
        String names = statement.substring(begin.length(), statement.length() - NATIVE.length());
        List<SealedColumn> columns =
                Expressions.list(names).stream()
                        .map(Expressions::column)
                        .flatMap(Optional::stream)
                        .map(name -> new SealedColumn(name, ""))
                        .toList();
        return ofRows(table, tableIdentity, columns, fence);
    }

    /**
     * Returns whether the statement is an INSERT into the table and nothing else. A spool file or a
     * savepoint that was changed by hand could hold any statement.
     */
    boolean isInsert() {
        String begin = "INSERT INTO " + table;
        String statement = statement();
        return statement.startsWith(begin)
                && REST.matcher(statement.substring(begin.length())).matches();
    }

    public boolean isFenced() {
        return fence != 0;
    }

    /** The INSERT up to and including the format. */
    public String statement() {
        return columns.isEmpty()
                ? text
                : InsertStatement.nativeInto(
                        table, columns.stream().map(SealedColumn::name).toList());
    }
}
