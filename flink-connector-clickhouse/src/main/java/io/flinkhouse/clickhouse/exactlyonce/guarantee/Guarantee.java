// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.FedTable;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Optional;

/**
 * The mechanisms by which a table detects repeated blocks: fence column, deduplication window, or
 * both.
 */
@Internal
public enum Guarantee {
    /**
     * A block is recognised at any age by the rows with its fence; the server also drops repeated
     * tokens.
     */
    FENCE_AND_WINDOW("exactly-once at any outage length: fence column and deduplication window"),
    /** By counting the rows that carry its fence, at any age. */
    FENCE("exactly-once at any outage length: fence column"),
    /** By sending it again: the server drops what it has, as long as it remembers the token. */
    WINDOW("exactly-once within the server's deduplication window"),
    /** A block is sent again; a row with the same version replaces itself. */
    IDEMPOTENT(
            "exactly-once in SELECT … FINAL: rows with the same key and version replace each"
                    + " other");

    private final String meaning;

    Guarantee(String meaning) {
        this.meaning = meaning;
    }

    /** Returns one sentence for a plan or a log. */
    public String meaning() {
        return meaning;
    }

    boolean isFenced() {
        return this == FENCE || this == FENCE_AND_WINDOW;
    }

    /** Returns the mechanism of the table; call only if {@link #refusal} is empty. */
    static Guarantee of(TableGuarantees table) {
        if (table.fence()) {
            return table.window().exists() ? FENCE_AND_WINDOW : FENCE;
        }
        return table.isIdempotent() ? IDEMPOTENT : WINDOW;
    }

    /** Returns the reason why the table cannot have exactly-once delivery, with the fix. */
    public static Optional<Advice> refusal(TableGuarantees table, String fenceColumn) {
        if (!table.engine().isMergeTree()) {
            return Optional.of(wrongEngine(table));
        }
        boolean window = table.window().exists();
        if (!window && table.removesDeleted()) {
            return Optional.of(cleanup(table));
        }
        if (!window && !table.fence() && !table.isIdempotent()) {
            return Optional.of(noMechanism(table, fenceColumn));
        }
        if (table.hasViews() && !window) {
            return Optional.of(
                    Advice.of(
                            table.path()
                                    + " feeds the materialized view "
                                    + table.fedByViews().get(0).view()
                                    + ", which only a deduplication window keeps exact. Run: "
                                    + addWindow(table.path()),
                            addWindow(table.path())));
        }
        return table.fedByViews().stream()
                .filter(
                        fed ->
                                !fed.window().exists()
                                        && !fed.target().engine().name().equals("Null"))
                .findFirst()
                .map(Guarantee::viewWithoutWindow);
    }

    private static Advice noMechanism(TableGuarantees table, String fenceColumn) {
        String window = addWindow(table.path());
        String fence = addFence(table.path(), fenceColumn);
        String text =
                table.path()
                        + " ("
                        + table.engine().name()
                        + ") has no deduplication window, so an insert"
                        + " sent twice would be stored twice. Run: "
                        + window;
        return table.engine().combinesRows()
                ? Advice.of(text, window)
                : Advice.of(
                        text + "; and, for exactness at any outage length: " + fence,
                        window,
                        fence);
    }

    private static Advice cleanup(TableGuarantees table) {
        return Advice.of(
                table.path()
                        + " ("
                        + table.engine().name()
                        + ") removes deleted rows when it merges"
                        + " (enable_replacing_merge_with_cleanup_for_min_age_to_force_merge, or"
                        + " allow_experimental_replacing_merge_with_cleanup), so an insert sent twice could"
                        + " bring them back. Run: "
                        + addWindow(table.path())
                        + "; or ALTER TABLE "
                        + table.path()
                        + " RESET SETTING both of them.",
                addWindow(table.path()));
    }

    private static Advice viewWithoutWindow(FedTable fed) {
        boolean mergeTree = fed.target().engine().isMergeTree();
        List<String> fix = mergeTree ? List.of(addWindow(fed.target().path())) : List.of();
        return new Advice(
                "The materialized view "
                        + fed.view()
                        + " writes to "
                        + fed.target().path()
                        + " ("
                        + fed.target().engine().name()
                        + "), which has no deduplication window: a repeated insert would be counted there twice. "
                        + (mergeTree
                                ? "Run: " + fix.get(0)
                                : "Let it write to a table of the MergeTree family with a window."),
                fix);
    }

    private static Advice wrongEngine(TableGuarantees table) {
        String advice =
                switch (table.engine().name()) {
                    case "Distributed" ->
                            "name the local table of one shard as 'table-name'; a Distributed table may keep"
                                    + " rows in a queue that nothing deduplicates";
                    case "Buffer" -> "name the table behind the buffer as 'table-name'";
                    case "MaterializedView", "View" ->
                            "name the table that holds the data as 'table-name'";
                    default -> "use a table of the MergeTree family";
                };
        return Advice.of(
                table.path()
                        + " has the engine "
                        + table.engine().name()
                        + ", which cannot drop an insert it already has, so exactly-once is not possible: "
                        + advice
                        + ", or set 'sink.semantic' = 'at-least-once'.");
    }

    static String addWindow(TablePath path) {
        return "ALTER TABLE "
                + path
                + " MODIFY SETTING non_replicated_deduplication_window = 10000";
    }

    public static String addFence(TablePath path, String fenceColumn) {
        return "ALTER TABLE "
                + path
                + " ADD COLUMN "
                + FenceColumn.definition(fenceColumn)
                + ", ADD "
                + FenceColumn.index(fenceColumn);
    }

    static String addIndex(TablePath path, String fenceColumn) {
        return "ALTER TABLE " + path + " ADD " + FenceColumn.index(fenceColumn);
    }

    /** Returns the advice for a table whose fence column has another DEFAULT. */
    static String fenceMessages(TablePath path, String fenceColumn) {
        return "ALTER TABLE "
                + path
                + " MODIFY COLUMN "
                + Identifiers.quote(fenceColumn)
                + " MATERIALIZED "
                + FenceColumn.VALUE;
    }
}
