// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TableEngine.Kind;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A table whose rows hold the topic, partition and offset of their messages. */
final class MessageTable {

    private static final Pattern INTEGER = Pattern.compile("U?Int(8|16|32|64)");
    private static final Pattern TEXT = Pattern.compile("String|FixedString\\(\\d+\\)|Enum.*");

    private final TableDescription table;
    private final Optional<ColumnDescription> topic;
    private final ColumnDescription partition;
    private final ColumnDescription offset;

    private MessageTable(
            TableDescription table,
            Optional<ColumnDescription> topic,
            ColumnDescription partition,
            ColumnDescription offset) {
        this.table = table;
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
    }

    /**
     * Finds the columns in the table.
     *
     * @param columns names of the columns of topic, partition and offset
     * @param severalTopics whether a column of the topic is needed
     * @throws ValidationException if the rows do not tell which messages they come from
     */
    static MessageTable of(
            ClickHouseClient client, TablePath path, List<String> columns, boolean severalTopics)
            throws ClickHouseException {
        TableDescription table =
                TableDescription.find(client, path)
                        .orElseThrow(
                                () ->
                                        new ValidationException(
                                                "ClickHouse has no table "
                                                        + path
                                                        + ", or the user may not see it. Create it, or"
                                                        + " GRANT SELECT ON "
                                                        + path
                                                        + "."));
        Optional<ColumnDescription> topic = table.column(columns.get(0));
        if (topic.isEmpty() && severalTopics) {
            throw missing(table, columns.get(0), "topic");
        }
        topic.ifPresent(column -> require(table, column, TEXT, "the name of a topic, as a String"));
        MessageTable found =
                new MessageTable(
                        table,
                        topic,
                        number(table, columns.get(1), "partition"),
                        number(table, columns.get(2), "offset"));
        found.requireRowPerMessage();
        return found;
    }

    private static ColumnDescription number(TableDescription table, String name, String what) {
        ColumnDescription column = table.column(name).orElseThrow(() -> missing(table, name, what));
        require(
                table,
                column,
                INTEGER,
                "the " + what + " of a message, as an Int64 or another integer");
        return column;
    }

    private static ValidationException missing(TableDescription table, String name, String what) {
        return new ValidationException(
                "Table "
                        + table.path()
                        + " has no column '"
                        + name
                        + "' with the "
                        + what
                        + " of each message."
                        + Suggestion.didYouMean(name, table.columnNames())
                        + " Name the columns with columns => '_topic, _partition, _offset'; to have"
                        + " them, declare these virtual columns as METADATA in the Flink table.");
    }

    private static void require(
            TableDescription table, ColumnDescription column, Pattern types, String needed) {
        if (!types.matcher(plain(column.type())).matches()) {
            throw new ValidationException(
                    "Column '"
                            + column.name()
                            + "' of "
                            + table.path()
                            + " is "
                            + column.type()
                            + "; an audit needs "
                            + needed
                            + ". Name another with columns => '_topic, _partition, _offset'.");
        }
    }

    private static String plain(String type) {
        return type.replaceAll("^(?:LowCardinality\\(|Nullable\\()+|\\)+$", "");
    }

    /** Refuses tables that keep one row per key, from which rows of older messages go. */
    private void requireRowPerMessage() {
        Kind kind = table.engine().kind();
        boolean merges = kind != Kind.PLAIN && kind != Kind.OTHER;
        boolean byPosition =
                kind == Kind.REPLACING
                        && table.sortingKey().containsAll(List.of(partition.name(), offset.name()));
        if (merges && !byPosition) {
            throw new ValidationException(
                    "Table "
                            + table.path()
                            + " ("
                            + table.engine().name()
                            + ") keeps one row per sorting key, not one per message, so missing offsets"
                            + " prove nothing. Audit a table of engine MergeTree, or one of"
                            + " ReplacingMergeTree whose sorting key contains '"
                            + partition.name()
                            + "' and '"
                            + offset.name()
                            + "'.");
        }
    }

    TablePath path() {
        return table.path();
    }

    /** Returns whether the table has a column of text with this name. */
    boolean hasText(String column) {
        return table.column(column)
                .filter(found -> TEXT.matcher(plain(found.type())).matches())
                .isPresent();
    }

    /**
     * Returns the SELECT of partition, offset and a mark for each row of the topic.
     *
     * @param mark an expression
     */
    String select(String topicName, String mark) {
        // An aggregate of a Nullable is NULL where no row has the mark that it counts.
        return "SELECT assumeNotNull(toInt64("
                + name(partition)
                + ")) AS audit_p, assumeNotNull(toInt64("
                + name(offset)
                + ")) AS audit_o, "
                + mark
                + " AS audit_m"
                + from(topicName)
                + " AND "
                + name(partition)
                + " IS NOT NULL AND "
                + name(offset)
                + " IS NOT NULL";
    }

    /** Returns the SELECT that counts rows without a position; empty if there cannot be any. */
    Optional<String> countWithoutPosition(String topicName) {
        boolean nullable =
                partition.type().contains("Nullable") || offset.type().contains("Nullable");
        return nullable
                ? Optional.of(
                        "SELECT count()"
                                + from(topicName)
                                + " AND ("
                                + name(partition)
                                + " IS NULL OR "
                                + name(offset)
                                + " IS NULL)")
                : Optional.empty();
    }

    private String from(String topicName) {
        return " FROM "
                + table.path()
                + (table.engine().takesFinal() ? " FINAL" : "")
                + " WHERE "
                + topic.map(column -> name(column) + " = " + Literals.quote(topicName)).orElse("1");
    }

    private static String name(ColumnDescription column) {
        return Identifiers.quote(column.name());
    }
}
