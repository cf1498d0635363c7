// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import java.util.List;

/** Finds how far a partition can be read so that no insert before that place appears later. */
final class SafeBlocks {

    private SafeBlocks() {}

    /**
     * Returns the number of the last insert before the first number that may still appear, at least
     * {@code from - 1}.
     *
     * @param from the first number that is not read
     * @param parts the parts in the order of their numbers
     * @param closedBelow numbers below this one appear no more if no part has them
     */
    static long last(long from, List<PartSpan> parts, long closedBelow) {
        long last = from - 1;
        for (PartSpan part : parts) {
            boolean open = part.min() > last + 1 && part.min() > closedBelow;
            if (part.max() <= last) {
                continue;
            }
            if (open) {
                return last;
            }
            last = part.max();
        }
        return last;
    }

    /**
     * Returns the end of a range that is not much larger than some rows, at most {@code last}. A
     * part that has more rows is one range.
     */
    static long limited(long from, long last, List<PartSpan> parts, long mostRows) {
        long rows = 0;
        long end = from - 1;
        for (PartSpan part : parts) {
            if (part.max() < from) {
                continue;
            }
            rows += part.rows();
            if (rows > mostRows && end >= from) {
                return Math.min(last, end);
            }
            end = part.max();
        }
        return last;
    }
}
