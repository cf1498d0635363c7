// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

/** A defect that the connector once had, put back between the commit and the model's server. */
enum ModelDefect {
    NONE(null),
    /** A retry trusts the token without asking whether the server still remembers it. */
    TOKENS_NEVER_FORGOTTEN(ModelScenario.WINDOW),
    /** The look-up and the insert are two requests, and nobody asks what still runs. */
    INSERTS_WITHOUT_GUARD(ModelScenario.FENCE),
    /** Only the window of the target counts, and not those of the tables its views feed. */
    VIEW_WINDOW_IGNORED(ModelScenario.FENCE_AND_SHORT_VIEW),
    /** Rows that a replica may still take back prove a block. */
    YOUNG_PARTS_BELIEVED(ModelScenario.REPLICAS),
    /** A replica that has not fetched a block says that it is not there. */
    LAGGING_REPLICA_BELIEVED(ModelScenario.REPLICAS),
    /** A partition of which others have deleted rows is inserted again. */
    DELETED_ROWS_REPAIRED(ModelScenario.DELETES),
    /** A dead letter that comes again is kept twice. */
    LETTERS_REPEATED(ModelScenario.REFUSED_ROWS);

    private final ModelScenario shownBy;

    ModelDefect(ModelScenario shownBy) {
        this.shownBy = shownBy;
    }

    ModelScenario shownBy() {
        return shownBy;
    }
}
