// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

/**
 * A change of one row.
 *
 * @param before null for an insert
 * @param after null for a delete
 */
record Change(Item before, Item after) {

    /** A row: id, name and number. */
    record Item(long id, String name, long n) {}

    /** The key that the record of the change carries. */
    long id() {
        return before == null ? after.id() : before.id();
    }

    boolean changesKey() {
        return before != null && after != null && before.id() != after.id();
    }
}
