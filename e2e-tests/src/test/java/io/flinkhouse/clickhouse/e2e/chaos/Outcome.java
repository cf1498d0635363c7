// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.List;

/** The result of a run. */
record Outcome(int faults, long rows, List<Comparison> tables) {

    boolean isExact() {
        return tables.stream().allMatch(Comparison::isExact);
    }

    @Override
    public String toString() {
        return "faults %d, rows %d, lost %d, duplicated %d"
                .formatted(
                        faults,
                        rows,
                        tables.stream().mapToLong(Comparison::lost).sum(),
                        tables.stream().mapToLong(Comparison::duplicated).sum());
    }
}
