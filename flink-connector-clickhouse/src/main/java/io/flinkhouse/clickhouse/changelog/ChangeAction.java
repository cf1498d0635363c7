// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

/** The effect of a change on the table: a row is added, replaced, cancelled or deleted. */
enum ChangeAction {
    /** Adds the row, with the engine's flag for a valid row. */
    ADD,
    /** Adds a row with the key, marked as deleted; unknown values are defaults. */
    MARK,
    /** Adds the row with the negative sign. */
    CANCEL,
    /** Ignores the change. */
    DROP,
    /** Deletes the row with the key by a statement. */
    DELETE,
    /** Sets the columns of the row with the key by a statement. */
    UPDATE
}
