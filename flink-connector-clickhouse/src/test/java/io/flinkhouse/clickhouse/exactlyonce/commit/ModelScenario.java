// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.FedTable;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.List;
import java.util.Set;

/** A table that the model's jobs write to, with what the documentation promises for it. */
enum ModelScenario {
    FENCE(true, 0, 0, false),
    FENCE_AND_WINDOW(true, 8, 0, false),
    /** Nothing but the token tells, so a job may stop and ask. */
    WINDOW(false, 8, 0, true),
    FENCE_AND_VIEW(true, 8, 8, false),
    /** The view forgets before its source does. */
    FENCE_AND_SHORT_VIEW(true, 40, 6, false),
    /** Two replicas, without a quorum. */
    REPLICAS(true, 8, 0, false),
    /** Others delete rows, but not all of a block. */
    DELETES(true, 0, 0, false),
    /** The server refuses rows, which become dead letters. */
    REFUSED_ROWS(true, 0, 0, false),
    /** Messages are passed through, so that nobody knows how many rows they make. */
    MESSAGES(true, 8, 0, true);

    static final TablePath TARGET = new TablePath("db", "t");
    static final TablePath FED = new TablePath("db", "fed");

    private static final int FOREIGN_INSERTS = 9;
    private static final long SECONDS_OF_REPLICATED_WINDOW = 3_600;

    private final boolean fence;
    private final long window;
    private final long windowOfView;
    private final boolean mayStop;

    ModelScenario(boolean fence, long window, long windowOfView, boolean mayStop) {
        this.fence = fence;
        this.window = window;
        this.windowOfView = windowOfView;
        this.mayStop = mayStop;
    }

    boolean isFenced() {
        return fence;
    }

    long window() {
        return window;
    }

    long windowSeconds() {
        return isReplicated() ? SECONDS_OF_REPLICATED_WINDOW : 0;
    }

    boolean hasView() {
        return windowOfView > 0;
    }

    long windowOfView() {
        return windowOfView;
    }

    boolean isReplicated() {
        return this == REPLICAS;
    }

    boolean hasDeletes() {
        return this == DELETES;
    }

    boolean isOfMessages() {
        return this == MESSAGES;
    }

    /** Returns the records of a block that the server refuses: one, or all of a partition. */
    Set<Integer> refused(ModelBlock block) {
        if (this != REFUSED_ROWS) {
            return Set.of();
        }
        return block.first() == 0 ? Set.of(0) : Set.copyOf(block.of(0));
    }

    /** Tells whether the rows of the table decide at any time, and not the token. */
    boolean isDecidedByFence() {
        return fence && !hasView() && !isReplicated() && !isOfMessages();
    }

    /** Tells whether a job may end with the question what to do with a block in doubt. */
    boolean mayStop() {
        return mayStop;
    }

    int foreignInserts() {
        return FOREIGN_INSERTS;
    }

    TableGuarantees guarantees(ModelDefect defect) {
        boolean ignored = defect == ModelDefect.VIEW_WINDOW_IGNORED;
        List<FedTable> views =
                hasView()
                        ? List.of(
                                new FedTable(
                                        described(FED, "MergeTree", "MergeTree"),
                                        new TablePath("db", "v"),
                                        new DedupWindow(ignored ? window * 100 : windowOfView, 0)))
                        : List.of();
        TableDescription target =
                isReplicated()
                        ? described(TARGET, "ReplicatedMergeTree", "ReplicatedMergeTree('/p', 'r')")
                        : described(TARGET, "MergeTree", "MergeTree");
        return new TableGuarantees(
                target, new DedupWindow(window, windowSeconds()), fence, fence, fence, views);
    }

    private static TableDescription described(TablePath path, String engine, String clause) {
        return new TableDescription(
                path,
                "uuid",
                TableEngine.parse(engine, clause),
                clause,
                "",
                List.of("a"),
                "p",
                "UTC",
                List.of(),
                List.of());
    }
}
