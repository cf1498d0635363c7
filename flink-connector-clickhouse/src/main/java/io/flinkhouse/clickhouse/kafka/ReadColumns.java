// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import java.util.List;

/**
 * The columns of the rows that are read: those of the messages, then metadata.
 *
 * @param first how many stand before the metadata
 * @param metadata the keys of the metadata, in their order
 */
record ReadColumns(int first, List<String> metadata) {

    /** Returns the position of a metadata column in a row; -1 if it is not read. */
    int position(String key) {
        int index = metadata.indexOf(key);
        return index < 0 ? index : first + index;
    }
}
