// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.follow.RangeParts;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The server settings of the queries that read the rows of a scan. */
@Internal
public final class ScanSettings {

    /** Places of rows, which a projection has of its own. */
    private static final Predicate<String> HAS_PLACE =
            Pattern.compile("\\b_(block_number|block_offset|part_offset)\\b").asPredicate();

    private ScanSettings() {}

    /** Asks the server for the settings that it knows, and returns those of the queries. */
    public static Map<String, String> of(ClickHouseClient client, ScanRequest request)
            throws ClickHouseException {
        TableScan scan = request.scan();
        Map<String, String> settings =
                new HashMap<>(
                        KnownSettings.of(client).reading(request.connection().settings().keySet()));
        settings.put("max_block_size", Integer.toString(request.read().fetchSize()));
        if (scan.columns().stream().anyMatch(ScanColumn::isExpression)) {
            // A condition means the column also where a result has its name.
            settings.put("prefer_column_name_to_alias", "1");
        }
        Stream<String> sql =
                Stream.concat(
                        Stream.of(scan.where()),
                        scan.columns().stream().map(ScanColumn::expression));
        if (request.follow().endless() || sql.anyMatch(HAS_PLACE)) {
            settings.putAll(RangeParts.SETTINGS);
        }
        return settings;
    }
}
