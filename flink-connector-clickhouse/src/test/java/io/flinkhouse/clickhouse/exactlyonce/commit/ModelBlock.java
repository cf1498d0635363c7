// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A block of the model: records in two partitions, two in each.
 *
 * @param id its token
 * @param first of its records
 */
record ModelBlock(String id, long fence, int first) {

    static final int RECORDS = 4;
    private static final int PARTITIONS = 2;

    List<Integer> partitions() {
        return List.of(0, 1);
    }

    List<Integer> of(int partition) {
        return IntStream.range(first, first + RECORDS)
                .filter(record -> record % PARTITIONS == partition)
                .boxed()
                .toList();
    }
}
