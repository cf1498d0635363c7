// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.List;

/**
 * The rows of one block of a response.
 *
 * @param hidden for each row, the columns that are not part of it
 * @param bytes the length of the block in the decompressed response
 */
@Internal
public record DecodedBlock(List<RowData> rows, List<RowData> hidden, long bytes) {}
