// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern TYPED =
            Pattern.compile("(?<text>.*?) ?\\[Flink (?<type>[^\\n]+)]", Pattern.DOTALL);

    /** Reads the comment of a column of the server. */
    public static ColumnComment parse(String comment) {
        Matcher typed = TYPED.matcher(comment);
        if (!typed.matches()) {
            return new ColumnComment(comment, Optional.empty());
        }
        try {
            return new ColumnComment(
                    typed.group("text"),
                    Optional.of(
                            LogicalTypeParser.parse(
                                    typed.group("type"), ColumnComment.class.getClassLoader())));
        } catch (RuntimeException e) { // a text of somebody else
            return new ColumnComment(comment, Optional.empty());
        }
    }

    /** Returns the comment as the server stores it. */
    @Override
    public String toString() {
        String mark = type.map(known -> "[Flink " + known.asSerializableString() + "]").orElse("");
        return text.isEmpty() || mark.isEmpty() ? text + mark : text + " " + mark;
    }
}
