// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.ddl.ColumnComment;
import io.flinkhouse.clickhouse.ddl.ColumnTypes;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Expressions;
import io.flinkhouse.clickhouse.sql.TableEngine;

import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.utils.TypeConversions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table of the server as a table of Flink. */
final class ListedTable {

    private static final Logger LOG = LoggerFactory.getLogger(ListedTable.class);

    private static final Set<TableEngine.Kind> KEYED =
            Set.of(
                    TableEngine.Kind.REPLACING,
                    TableEngine.Kind.COALESCING,
                    TableEngine.Kind.COLLAPSING,
                    TableEngine.Kind.VERSIONED_COLLAPSING);

    private final TableDescription server;
    private final Map<String, String> comments;
    private final String fence;
    private final Map<String, LogicalType> types = new LinkedHashMap<>();

    /**
     * @param comments of the columns, and under the empty name of the table
     */
    ListedTable(TableDescription server, Map<String, String> comments, Optional<String> fence) {
        this.server = server;
        this.comments = comments;
        this.fence = fence.orElse(ExactlyOnceConfig.DEFAULT_FENCE_COLUMN);
        server.columns().forEach(this::add);
    }

    private void add(ColumnDescription column) {
        if (isInternal(column)) {
            return;
        }
        try {
            types.put(column.name(), ColumnTypes.of(column, comment(column)));
        } catch (IllegalArgumentException e) {
            LOG.info(
                    "Table {} is without its column '{}': {}",
                    server.path(),
                    column.name(),
                    e.getMessage());
        }
    }

    /**
     * Returns whether only the server or the connector has to do with the column: the fence,
     * generated versions and marks, and columns that are not stored.
     */
    private boolean isInternal(ColumnDescription column) {
        return column.name().equals(fence) && column.computed()
                || column.defaultKind().equals("EPHEMERAL")
                || written(column).equals(ColumnComment.FILLED);
    }

    private ColumnComment comment(ColumnDescription column) {
        return ColumnComment.parse(written(column), column);
    }

    private String written(ColumnDescription column) {
        return comments.getOrDefault(column.name(), "");
    }

    /**
     * @param options of the Flink table
     */
    CatalogTable table(Map<String, String> options) {
        List<String> key = key();
        Set<String> marks = key.isEmpty() ? Set.of() : marks();
        Schema.Builder schema = Schema.newBuilder();
        types.forEach(
                (name, type) -> {
                    if (!marks.contains(name)) {
                        add(schema, name, key.contains(name) ? type.copy(false) : type);
                    }
                });
        if (!key.isEmpty()) {
            schema.primaryKey(key);
        }
        return CatalogTable.newBuilder()
                .schema(schema.build())
                .comment(comments.getOrDefault("", ""))
                .options(options)
                .build();
    }

    private void add(Schema.Builder schema, String name, LogicalType type) {
        DataType declared = TypeConversions.fromLogicalToDataType(type);
        ColumnDescription column = server.column(name).orElseThrow();
        if (column.computed()) {
            schema.columnByMetadata(name, declared, null, true);
        } else {
            schema.column(name, declared);
        }
        String text = comment(column).text();
        if (!text.isEmpty()) {
            schema.withComment(text);
        }
    }

    /** Returns the sorting key, if merges leave one row of each key and no part of it is NULL. */
    private List<String> key() {
        if (!KEYED.contains(server.engine().kind())) {
            return List.of();
        }
        List<String> names =
                server.sortingKey().stream()
                        .map(expression -> Expressions.column(expression).orElse(""))
                        .toList();
        boolean usable =
                names.stream()
                        .allMatch(
                                name ->
                                        types.containsKey(name)
                                                && server.column(name)
                                                        .filter(c -> !c.computed())
                                                        .filter(c -> !c.type().contains("Nullable"))
                                                        .isPresent());
        return usable && new HashSet<>(names).size() == names.size() ? names : List.of();
    }

    /** Returns the columns by which the engine tells deleted rows, which the sink fills. */
    private Set<String> marks() {
        TableEngine engine = server.engine();
        return switch (engine.kind()) {
            case REPLACING -> Set.of(engine.column(1));
            case COLLAPSING, VERSIONED_COLLAPSING -> Set.of(engine.column(0));
            default -> Set.of();
        };
    }
}
