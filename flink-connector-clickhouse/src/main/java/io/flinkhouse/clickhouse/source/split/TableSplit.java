// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;

import java.util.Optional;

/**
 * A part of the rows of a scan, read by one query.
 *
 * @param id unique in the scan
 * @param condition the SQL condition of the rows of this split; {@code 1} for all rows
 * @param position where reading goes on; empty to begin at the first row
 */
@Internal
public record TableSplit(String id, String condition, Optional<Position> position)
        implements SourceSplit {

    @Override
    public String splitId() {
        return id;
    }

    /** Returns the split from a position on. */
    public TableSplit from(Position place) {
        return new TableSplit(id, condition, Optional.of(place));
    }
}
