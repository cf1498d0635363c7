// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The partition of each row of a sealed block, as an expression of its columns. A column of the key
 * that the block does not send is computed as the server does.
 */
final class PartitionKey {

    /** Texts and names, in which a parenthesis is none. */
    private static final Pattern QUOTED =
            Pattern.compile("(['`])(?:(?!\\1)[^\\\\]|\\\\.)*\\1", Pattern.DOTALL);

    private static final Pattern TEXT = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("`(?:[^`\\\\]|\\\\.)*`|[A-Za-z_]\\w*");
    private static final Pattern FUNCTION = Pattern.compile("\\b([A-Za-z_]\\w*)\\(");

    private final TableDescription table;
    private final List<SealedColumn> sealed;
    private final Map<String, String> computed = new LinkedHashMap<>();
    private final Set<String> functions = new TreeSet<>();

    PartitionKey(TableDescription table, List<SealedColumn> sealed) {
        this.table = table;
        this.sealed = sealed;
        Deque<ColumnDescription> open =
                table.columns().stream()
                        .filter(ColumnDescription::partitions)
                        .collect(Collectors.toCollection(ArrayDeque::new));
        while (!open.isEmpty()) {
            ColumnDescription column = open.pop();
            if (computed.containsKey(column.name())) {
                continue;
            }
            computed.put(column.name(), value(column));
            if (isFilled(column)) {
                note(column.defaultExpression(), open);
            }
        }
    }

    /**
     * False where a part of the key may be NULL: the function that tells the partition fails then.
     */
    boolean isComputable() {
        return table.columns().stream()
                .filter(ColumnDescription::partitions)
                .noneMatch(column -> column.type().contains("Nullable("));
    }

    /** The functions with which the server fills columns of the key. */
    Set<String> functions() {
        return Set.copyOf(functions);
    }

    /** The columns of the block, and those of the key that it does not send. */
    String columns() {
        List<String> all = new ArrayList<>();
        for (SealedColumn column : sealed) {
            String value = computed.get(column.name());
            String name = Identifiers.quote(column.name());
            all.add(value == null ? name : value + " AS " + name);
        }
        computed.forEach(
                (name, value) -> {
                    if (sent(name) == null) {
                        all.add(value + " AS " + Identifiers.quote(name));
                    }
                });
        return String.join(", ", all);
    }

    /** The id of the partition, as in {@code _partition_id}. */
    String id() {
        String key = table.partitionKey();
        return "partitionId" + (isInParentheses(key) ? key : "(" + key + ")");
    }

    private SealedColumn sent(String name) {
        return sealed.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }

    /** True where the server puts a DEFAULT in the place of NULL, or of what is not sent. */
    private boolean isFilled(ColumnDescription column) {
        SealedColumn sent = sent(column.name());
        return !column.defaultExpression().isEmpty()
                && (sent == null || !typeOf(column, sent).equals(column.type()));
    }

    private static String typeOf(ColumnDescription column, SealedColumn sent) {
        return sent.type().isEmpty() ? column.input() : sent.type();
    }

    /** In the column's own type, of which the id of the partition depends. */
    private String value(ColumnDescription column) {
        SealedColumn sent = sent(column.name());
        String name = Identifiers.quote(column.name());
        String type = Literals.quote(column.type());
        String filled = "CAST(" + column.defaultExpression() + ", " + type + ")";
        if (sent == null) {
            return column.defaultExpression().isEmpty()
                    ? "defaultValueOfTypeName(" + type + ")"
                    : filled;
        }
        if (typeOf(column, sent).equals(column.type())) {
            return name;
        }
        return column.defaultExpression().isEmpty()
                ? "CAST(" + name + ", " + type + ")"
                : "CAST(ifNull(" + name + ", " + filled + "), " + type + ")";
    }

    private void note(String expression, Deque<ColumnDescription> open) {
        String bare = TEXT.matcher(expression).replaceAll("''");
        FUNCTION.matcher(bare).results().forEach(found -> functions.add(found.group(1)));
        Matcher names = NAME.matcher(bare);
        while (names.find()) {
            String name = names.group();
            table.columns().stream()
                    .filter(
                            column ->
                                    name.equals(column.name())
                                            || name.equals(Identifiers.quote(column.name())))
                    .forEach(open::push);
        }
    }

    /** True for {@code (a, b)}, false for {@code (a) + (b)}. */
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
}
