// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.config.LookupConfig;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What a lookup join reads.
 *
 * @param scan the scan that would read all rows
 * @param keys the places of the key columns among the columns of the scan
 * @param dictionary the dictionary that answers; null if a SELECT does
 * @param kept whether rows are kept in a cache, so that they must not hold on to other rows
 */
@Internal
public record LookupRequest(
        ScanRequest scan,
        List<Integer> keys,
        DictionaryLookup dictionary,
        LookupConfig config,
        boolean kept)
        implements Serializable {

    public LookupRequest {
        keys = List.copyOf(keys);
    }

    /** Returns the reason why rows cannot be looked up by a column of a scan. */
    public static Optional<String> refusal(ScanColumn column, TableDescription table) {
        ColumnSpec spec = column.spec();
        boolean text =
                table.column(spec.name()).isEmpty() && column.expression().startsWith("CAST(");
        return text
                ? Optional.of("the server has it as JSON or Dynamic, which has no comparison")
                : KeyLiterals.refusal(spec.type(), spec.flinkType());
    }

    List<ScanColumn> keyColumns() {
        return keys.stream().map(place -> scan.scan().columns().get(place)).toList();
    }
}
