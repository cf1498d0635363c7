// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.sql.Expressions;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table to create. It is ready for exactly-once delivery: it has block numbers, a deduplication
 * window and, if merges keep its rows, a fence column.
 *
 * @param primaryKey the columns of the primary key in Flink; may be empty
 * @param fenceColumn the name of the fence column
 * @param comment of the table, or empty
 */
@Internal
public record NewTable(
        TablePath path,
        List<NewColumn> columns,
        List<String> primaryKey,
        TableLayout layout,
        String fenceColumn,
        String comment)
        implements Serializable {

    private static final String FILLED = " COMMENT " + Literals.quote(ColumnComment.FILLED);

    public NewTable {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    /** A table with the usual fence column. */
    public NewTable(
            TablePath path,
            List<NewColumn> columns,
            List<String> primaryKey,
            TableLayout layout,
            String comment) {
        this(path, columns, primaryKey, layout, ExactlyOnceConfig.DEFAULT_FENCE_COLUMN, comment);
    }

    /** Returns the same table with another name. */
    public NewTable at(TablePath other) {
        return new NewTable(other, columns, primaryKey, layout, fenceColumn, comment);
    }

    /**
     * Returns the statement that creates it.
     *
     * @throws IllegalArgumentException if a column has no ClickHouse type
     */
    public String ddl(boolean ifNotExists) {
        TableEngine engine = layout.chosen(!primaryKey.isEmpty());
        Map<String, String> filled = filled(engine);
        List<String> parts = new ArrayList<>();
        columns.forEach(column -> parts.add(column.definition()));
        filled.forEach((name, type) -> parts.add(filledColumn(name, type)));
        if (engine.kind() == TableEngine.Kind.PLAIN) {
            parts.add(FenceColumn.definition(fenceColumn));
            parts.add(FenceColumn.index(fenceColumn));
        }
        return "CREATE TABLE "
                + (ifNotExists ? "IF NOT EXISTS " : "")
                + path
                + layout.onCluster()
                + parts.stream().collect(Collectors.joining(", ", " (", ")"))
                + " ENGINE = "
                + (layout.hasParameters() ? layout.engine() : engine.name() + parameters(filled))
                + clauses(engine)
                + (comment.isEmpty() ? "" : " COMMENT " + Literals.quote(comment));
    }

    private static String parameters(Map<String, String> filled) {
        return filled.isEmpty()
                ? ""
                : filled.keySet().stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns the columns that the engine needs and the connector fills, with their types. */
    private Map<String, String> filled(TableEngine engine) {
        Map<String, String> filled = new LinkedHashMap<>();
        if (!primaryKey.isEmpty() && !layout.hasParameters()) {
            switch (engine.kind()) {
                case REPLACING -> {
                    filled.put("_version", "UInt64");
                    filled.put("_deleted", "UInt8");
                }
                case COLLAPSING -> filled.put("_sign", "Int8");
                default -> {}
            }
        }
        return filled;
    }

    private String filledColumn(String name, String type) {
        if (columns.stream().anyMatch(column -> column.name().equals(name))) {
            throw new IllegalArgumentException(
                    "Column '"
                            + name
                            + "' has the name of a column that the connector adds. Rename it, or"
                            + " set 'table.engine' with its parameters, for example"
                            + " 'ReplacingMergeTree("
                            + name
                            + ")'.");
        }
        return Identifiers.quote(name) + " " + type + FILLED;
    }

    private String clauses(TableEngine engine) {
        StringBuilder clauses = new StringBuilder();
        if (!layout.orderBy().isEmpty()) {
            clauses.append(" ORDER BY ").append(list(layout.orderBy()));
        } else if (engine.isMergeTree()) {
            clauses.append(" ORDER BY ").append(key());
        }
        if (!layout.partitionBy().isEmpty()) {
            clauses.append(" PARTITION BY ").append(list(layout.partitionBy()));
        }
        if (!layout.ttl().isEmpty()) {
            clauses.append(" TTL ").append(layout.ttl());
        }
        return clauses.append(settings(layout.settingsFor(engine))).toString();
    }

    private static String settings(Map<String, String> settings) {
        return settings.isEmpty()
                ? ""
                : settings.entrySet().stream()
                        .map(each -> each.getKey() + " = " + TableLayout.value(each.getValue()))
                        .collect(Collectors.joining(", ", " SETTINGS ", ""));
    }

    private String key() {
        return primaryKey.isEmpty()
                ? "tuple()"
                : list(
                        primaryKey.stream()
                                .map(Identifiers::quote)
                                .collect(Collectors.joining(", ")));
    }

    /** Returns the expressions, in brackets if there are several. */
    private static String list(String expressions) {
        return Expressions.list(expressions).size() == 1 ? expressions : "(" + expressions + ")";
    }
}
