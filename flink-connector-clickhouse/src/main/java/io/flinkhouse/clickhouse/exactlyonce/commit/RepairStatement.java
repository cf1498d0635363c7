// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Builds the INSERT that writes only the missing partitions of a block. */
final class RepairStatement {

    private static final Pattern INSERT =
            Pattern.compile("^INSERT INTO (.+?) \\((.+)\\) FORMAT (\\w+)$", Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("`((?:[^`\\\\]|\\\\.)*)`");

    /** Quoted texts and names, in which parentheses do not count. */
    private static final Pattern QUOTED =
            Pattern.compile("(['`])(?:(?!\\1)[^\\\\]|\\\\.)*\\1", Pattern.DOTALL);

    private RepairStatement() {}

    static String of(TableDescription table, BlockMetadata block, Set<String> present) {
        Matcher insert = INSERT.matcher(block.target().statement());
        if (!insert.matches()) {
            throw new IllegalStateException(
                    "Not an INSERT with columns: " + block.target().statement());
        }
        List<ColumnDescription> columns =
                COLUMN.matcher(insert.group(2))
                        .results()
                        .map(name -> column(table, name.group()))
                        .toList();
        String partitions =
                present.stream().map(RepairStatement::literal).collect(Collectors.joining(", "));
        return "INSERT INTO "
                + insert.group(1)
                + " ("
                + insert.group(2)
                + ") SELECT "
                + insert.group(2)
                + " FROM (SELECT "
                + joined(columns, RepairStatement::filled)
                + " FROM input("
                + literal(joined(columns, RepairStatement::sent))
                + ")) WHERE NOT has(["
                + partitions
                + "], "
                + partitionId(table.partitionKey())
                + ") FORMAT "
                + insert.group(3);
    }

    private static ColumnDescription column(TableDescription table, String quoted) {
        return table.columns().stream()
                .filter(column -> Identifiers.quote(column.name()).equals(quoted))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        table.path() + " has no column " + quoted + " any more"));
    }

    private static String joined(
            List<ColumnDescription> columns, Function<ColumnDescription, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String sent(ColumnDescription column) {
        return Identifiers.quote(column.name()) + " " + column.written();
    }

    /**
     * Evaluates a DEFAULT on which the partition depends; the server evaluates other DEFAULTs for
     * NULL.
     */
    private static String filled(ColumnDescription column) {
        String name = Identifiers.quote(column.name());
        return column.partitions() && column.defaultKind().equals("DEFAULT")
                ? "ifNull("
                        + name
                        + ", CAST("
                        + column.defaultExpression()
                        + ", "
                        + literal(column.type())
                        + ")) AS "
                        + name
                : name;
    }

    private static String partitionId(String key) {
        if (key.isEmpty()) {
            return "'all'";
        }
        return "partitionId" + (isInParentheses(key) ? key : "(" + key + ")");
    }

    /**
     * Returns whether one pair of parentheses encloses the expression: true for {@code (a, b)},
     * false for {@code (a) + (b)}.
     */
    private static boolean isInParentheses(String key) {
        String bare = QUOTED.matcher(key).replaceAll("x");
        int depth = 0;
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
            if (depth == 0) {
                return i > 0 && i == bare.length() - 1;
            }
        }
        return false;
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
