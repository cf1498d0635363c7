// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.List;
import java.util.stream.Collectors;

/** Estimates which part of the bytes of a table is in the columns that a scan reads. */
final class ColumnShare {

    private ColumnShare() {}

    /** Returns at most 1, which stands also for sizes that the server does not tell. */
    static double of(ClickHouseClient client, TablePath path, TableScan scan)
            throws ClickHouseException {
        String text =
                scan.columns().stream()
                        .map(ScanColumn::expression)
                        .collect(Collectors.joining(" ", "", " " + scan.where()));
        double all = 0;
        double read = 0;
        List<List<String>> columns =
                client.select(
                        "SELECT name, toString(data_compressed_bytes) FROM system.columns WHERE"
                                + " database = "
                                + Literals.quote(path.database())
                                + " AND table = "
                                + Literals.quote(path.table()));
        for (List<String> column : columns) {
            double bytes = Double.parseDouble(column.get(1));
            all += bytes;
            read += text.contains(column.get(0)) ? bytes : 0;
        }
        return all == 0 || read == 0 ? 1 : read / all;
    }
}
