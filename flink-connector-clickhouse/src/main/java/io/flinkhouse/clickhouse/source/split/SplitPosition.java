// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The place of a reader inside a split.
 *
 * @param key the values of the sort columns of the last emitted row, as {@link SortColumn#stored()}
 *     returns them; null for NULL. Empty in a split without order, where nobody can go on.
 * @param rows the emitted rows that have this key, at least 1
 */
@Internal
public record SplitPosition(List<String> key, long rows) {

    public SplitPosition {
        key = Collections.unmodifiableList(new ArrayList<>(key));
    }
}
