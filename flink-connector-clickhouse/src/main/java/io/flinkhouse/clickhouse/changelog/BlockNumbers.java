// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

/**
 * Reads the block numbers of a table. The server numbers the inserts of a table that is not
 * replicated in one sequence, over all partitions; with {@code enable_block_number_column} each row
 * keeps the number of its insert through merges and mutations.
 */
final class BlockNumbers {

    /** The column of the numbers, for which a user needs a grant like for any other. */
    static final String COLUMN = "_block_number";

    private BlockNumbers() {}

    /** Returns whether rows of the table keep their numbers, and one sequence numbers them. */
    static boolean areKeptBy(TableDescription table) {
        return table.engine().isMergeTree()
                && !table.engine().isReplicated()
                && table.setting("enable_block_number_column").orElse(0) == 1;
    }

    /** Returns the query for the highest number of rows in the table; 0 if there are none. */
    static String highest(TablePath table) {
        return "SELECT max(max_block_number) FROM system.parts WHERE database = "
                + Literals.quote(table.database())
                + " AND table = "
                + Literals.quote(table.table());
    }
}
