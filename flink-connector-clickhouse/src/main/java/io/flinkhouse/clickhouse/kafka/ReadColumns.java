// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import java.util.List;

/**
 * The columns of the rows that the source reads: message columns, then metadata.
 *
 * @param first the position of the first metadata column
 * @param metadata the keys of the metadata columns, in order
 */
record ReadColumns(int first, List<String> metadata) {

    /** Returns the position of a metadata column in a row; -1 if it is not read. */
    int position(String key) {
        int index = metadata.indexOf(key);
        return index < 0 ? index : first + index;
    }
}
