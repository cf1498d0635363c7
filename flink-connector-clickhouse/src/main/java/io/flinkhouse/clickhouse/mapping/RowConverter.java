// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

/**
 * Converts the records of a stream to Flink rows for one writer; not thread-safe.
 *
 * <p>The row it returns may be the same object every time: use it before the next call.
 */
@Internal
@FunctionalInterface
public interface RowConverter<T> {

    /**
     * @throws io.flinkhouse.clickhouse.error.BadValueException if a value does not fit its column
     */
    RowData toRow(T record);
}
