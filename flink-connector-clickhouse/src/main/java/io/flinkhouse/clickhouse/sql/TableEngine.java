// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * A table engine, with the columns that its parameters name.
 *
 * @param name of the engine, as in {@code system.tables.engine}
 * @param columns its parameters in their order, unquoted, without path and replica of replicated
 *     engines; the list of columns of a SummingMergeTree is one text
 */
@Internal
public record TableEngine(String name, List<String> columns) {

    /** The effect of merges on rows with the same sorting key. */
    public enum Kind {
        /** Nothing. */
        PLAIN("MergeTree"),
        REPLACING("ReplacingMergeTree"),
        COLLAPSING("CollapsingMergeTree"),
        VERSIONED_COLLAPSING("VersionedCollapsingMergeTree"),
        COALESCING("CoalescingMergeTree"),
        SUMMING("SummingMergeTree"),
        AGGREGATING("AggregatingMergeTree"),
        /** Not of the MergeTree family, or one that this connector does not know. */
        OTHER("");

        private final String engine;

        Kind(String engine) {
            this.engine = engine;
        }
    }

    public TableEngine {
        columns = List.copyOf(columns);
    }

    /**
     * Reads {@code system.tables.engine} and {@code engine_full}.
     *
     * @throws IllegalArgumentException if the parameters cannot be read
     */
    public static TableEngine parse(String name, String definition) {
        String rest = definition.startsWith(name) ? definition.substring(name.length()) : "";
        if (!rest.startsWith("(")) {
            return new TableEngine(name, List.of());
        }
        List<String> parameters = Expressions.listIn(rest);
        List<String> columns =
                parameters.stream()
                        .dropWhile(parameter -> parameter.startsWith("'"))
                        .map(parameter -> Expressions.column(parameter).orElse(parameter))
                        .toList();
        return new TableEngine(name, columns);
    }

    public Kind kind() {
        String plain = name.replaceFirst("^(Replicated|Shared)", "");
        for (Kind kind : Kind.values()) {
            if (kind.engine.equals(plain)) {
                return kind;
            }
        }
        return Kind.OTHER;
    }

    /**
     * Returns whether the engine is of the MergeTree family: its data is in parts, and it may have
     * a deduplication window.
     */
    public boolean isMergeTree() {
        return name.endsWith("MergeTree");
    }

    /** Returns whether replicas share rows and deduplication tokens. */
    public boolean isReplicated() {
        return name.startsWith("Replicated") || name.startsWith("Shared");
    }

    /**
     * Returns whether merges drop or combine rows, so that an inserted row may disappear or change.
     */
    public boolean combinesRows() {
        return kind() != Kind.PLAIN;
    }

    /** Returns whether the engine supports {@code FINAL}, which merges rows in the query. */
    public boolean takesFinal() {
        return kind() != Kind.PLAIN && kind() != Kind.OTHER;
    }

    /** Returns the parameter at an index, or empty text. */
    public String column(int index) {
        return index < columns.size() ? columns.get(index) : "";
    }
}
