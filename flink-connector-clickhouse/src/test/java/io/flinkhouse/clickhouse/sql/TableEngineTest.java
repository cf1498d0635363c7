// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import io.flinkhouse.clickhouse.sql.TableEngine.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TableEngineTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "MergeTree | MergeTree ORDER BY k | PLAIN |",
                "ReplacingMergeTree | ReplacingMergeTree ORDER BY k | REPLACING |",
                "ReplacingMergeTree | ReplacingMergeTree(ver) ORDER BY (a, b) | REPLACING | ver",
                "ReplacingMergeTree | ReplacingMergeTree(ver, gone) PARTITION BY f(x) | REPLACING |"
                        + " ver;gone",
                "ReplacingMergeTree | ReplacingMergeTree(`my, ver)`, `a\\`b`) ORDER BY k |"
                        + " REPLACING | my, ver);a`b",
                "ReplicatedReplacingMergeTree | ReplicatedReplacingMergeTree('/x/{uuid}/a''(',"
                        + " '{replica}', ver, gone) ORDER BY k | REPLACING | ver;gone",
                "SharedReplacingMergeTree | SharedReplacingMergeTree('/x', '{replica}', ver) ORDER"
                        + " BY k | REPLACING | ver",
                "CollapsingMergeTree | CollapsingMergeTree(sign) ORDER BY k | COLLAPSING | sign",
                "VersionedCollapsingMergeTree | VersionedCollapsingMergeTree(sign, v) ORDER BY k |"
                        + " VERSIONED_COLLAPSING | sign;v",
                "SummingMergeTree | SummingMergeTree((a, b)) ORDER BY k | SUMMING | (a, b)",
                "CoalescingMergeTree | CoalescingMergeTree ORDER BY k | COALESCING |",
                "ReplicatedAggregatingMergeTree | ReplicatedAggregatingMergeTree('/x', 'r') ORDER BY"
                        + " k | AGGREGATING |",
                "GraphiteMergeTree | GraphiteMergeTree('graphite') ORDER BY k | OTHER |",
                "Memory | Memory | OTHER |",
                "Memory || OTHER |"
            })
    void readsKindAndColumns(String name, String definition, Kind kind, String columns) {
        TableEngine engine = TableEngine.parse(name, definition == null ? "" : definition);
        assertThat(engine.kind()).isEqualTo(kind);
        assertThat(String.join(";", engine.columns())).isEqualTo(columns == null ? "" : columns);
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> TableEngine.parse("X", "X(a")).hasMessageContaining("bracket");
        assertThatThrownBy(() -> TableEngine.parse("X", "X(`a)")).hasMessageContaining("quote");
    }

    @Test
    void sortingKeysAreLists() {
        assertThat(Expressions.list("a, f(b, c), `d, e`, (1, [2, 3])"))
                .containsExactly("a", "f(b, c)", "`d, e`", "(1, [2, 3])");
        assertThat(Expressions.list("")).isEmpty();
        assertThat(Expressions.list("(id)")).containsExactly("id");
        assertThat(Expressions.list("(`a.b`)")).containsExactly("`a.b`");
        assertThat(Expressions.list("(id % 2)")).containsExactly("(id % 2)");
        assertThat(Expressions.column("`d, e`")).contains("d, e");
        assertThat(Expressions.column("f(b)")).isEmpty();
        assertThat(Expressions.column("-a")).isEmpty();
    }
}
