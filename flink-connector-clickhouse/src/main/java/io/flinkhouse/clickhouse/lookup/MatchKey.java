// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import java.util.Arrays;

/** A key in the form in which keys are equal that Flink takes for equal; made by KeyMatcher. */
final class MatchKey {

    private final Object[] values;
    private final int hash;

    /**
     * @param values become part of the key
     */
    MatchKey(Object[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MatchKey key
                && hash == key.hash
                && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
