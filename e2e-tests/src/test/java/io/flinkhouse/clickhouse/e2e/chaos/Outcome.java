// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.ArrayList;
import java.util.List;

/** How a run ended, or several together. */
record Outcome(int faults, long rows, List<Comparison> tables) {

    static final Outcome NOTHING = new Outcome(0, 0, List.of());

    Outcome plus(Outcome other) {
        List<Comparison> all = new ArrayList<>(tables);
        all.addAll(other.tables);
        return new Outcome(faults + other.faults, rows + other.rows, all);
    }

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
