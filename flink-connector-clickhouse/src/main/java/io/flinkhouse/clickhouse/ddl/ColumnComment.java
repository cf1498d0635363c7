// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.types.ClickHouseType;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import java.util.Optional;

/**
 * The comment of a ClickHouse column: the user's text, and the Flink type of the column where its
 * ClickHouse type alone does not tell it. {@code BYTES} and {@code STRING} are both {@code String},
 * for example.
 *
 * @param text the user's comment, or empty
 */
@Internal
public record ColumnComment(String text, Optional<LogicalType> type) {

    /** The comment of columns that only the connector writes. */
    public static final String FILLED = "filled by flink-connector-clickhouse";

    private static final String MARK = "[Flink ";

    /**
     * Reads the comment of a column of the server. A mark that the connector does not write to a
     * column of this type is a part of the user's text.
     *
     * @throws IllegalArgumentException if the connector does not know the type of the column
     */
    public static ColumnComment parse(String comment, ColumnDescription column) {
        return parse(comment, ColumnTypes.stored(column), ColumnTypes.written(column));
    }

    /** Returns the comment for a new column of this type. */
    static ColumnComment of(String text, LogicalType type, ClickHouseType stored) {
        boolean told = ColumnTypes.natural(stored, stored).equals(type);
        boolean likeMarked = parse(text, stored, stored).type.isPresent();
        return new ColumnComment(text, told && !likeMarked ? Optional.empty() : Optional.of(type));
    }

    private static ColumnComment parse(
            String comment, ClickHouseType stored, ClickHouseType written) {
        int at = comment.endsWith("]") ? comment.indexOf(MARK) : -1;
        while (at >= 0) {
            String text = comment.substring(0, at).replaceFirst(" $", "");
            String name = comment.substring(at + MARK.length(), comment.length() - 1);
            Optional<LogicalType> type = type(name, stored, written);
            if (type.isPresent()) {
                boolean needed =
                        !type.get().equals(ColumnTypes.natural(stored, written))
                                || parse(text, stored, written).type.isPresent();
                return needed ? new ColumnComment(text, type) : ofUser(comment);
            }
            at = comment.indexOf(MARK, at + 1);
        }
        return ofUser(comment);
    }

    private static ColumnComment ofUser(String comment) {
        return new ColumnComment(comment, Optional.empty());
    }

    /** Classes that the name mentions are not loaded. */
    private static Optional<LogicalType> type(
            String name, ClickHouseType stored, ClickHouseType written) {
        try {
            return Optional.of(LogicalTypeParser.parse(name, ClassLoader.getPlatformClassLoader()))
                    .filter(type -> ColumnTypes.created(type, stored, written));
        } catch (RuntimeException e) { // a text of somebody else
            return Optional.empty();
        }
    }

    /** Returns the comment as the server stores it. */
    @Override
    public String toString() {
        String mark = type.map(known -> "[Flink " + known.asSerializableString() + "]").orElse("");
        return text.isEmpty() || mark.isEmpty() ? text + mark : text + " " + mark;
    }
}
