// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

/** The effect of a change on the table: a row is added, replaced, cancelled or deleted. */
enum ChangeAction {
    /** Adds the row; the engine's flag says that it counts. */
    ADD,
    /** Adds a row with the key, marked as deleted; values that are not known are defaults. */
    MARK,
    /** Adds the row with the negative sign. */
    CANCEL,
    /** Nothing. */
    DROP,
    /** Removes the row with the key by a statement. */
    DELETE,
    /** Sets the columns of the row with the key by a statement. */
    UPDATE
}
