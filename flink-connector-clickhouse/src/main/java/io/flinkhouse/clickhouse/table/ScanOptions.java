// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.FinalRead;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.PartitionColumn;
import io.flinkhouse.clickhouse.config.ReadConfig;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;

import java.util.List;
import java.util.Optional;

/**
 * The options of a table for reading it.
 *
 * @param follow where reading starts, and whether it ends
 * @param query the SELECT that is read instead of a table
 * @param filter a condition in the server's SQL
 * @param parallelism empty for the job's parallelism
 */
record ScanOptions(
        ReadConfig read,
        FinalRead merged,
        FollowConfig follow,
        Optional<String> query,
        Optional<String> filter,
        Optional<Integer> parallelism) {

    private static final List<ConfigOption<?>> PARTITION =
            List.of(
                    ClickHouseScanOptions.SCAN_PARTITION_COLUMN,
                    ClickHouseScanOptions.SCAN_PARTITION_NUM,
                    ClickHouseScanOptions.SCAN_PARTITION_LOWER_BOUND,
                    ClickHouseScanOptions.SCAN_PARTITION_UPPER_BOUND);

    /**
     * @throws ValidationException if an option is wrong, or options exclude each other
     */
    static ScanOptions of(TableOptions options) {
        Optional<String> query = text(options, ClickHouseScanOptions.SCAN_QUERY);
        FinalRead merged = options.get(ClickHouseScanOptions.SCAN_FINAL);
        if (query.isPresent() && merged == FinalRead.TRUE) {
            throw new ValidationException(
                    "'scan.final' is 'true', but FINAL belongs behind a table inside"
                            + " 'scan.query'. Write it there, and remove 'scan.final'.");
        }
        Integer parallelism = options.get(ClickHouseScanOptions.SCAN_PARALLELISM);
        if (parallelism != null && parallelism <= 0) {
            throw new ValidationException(
                    "'scan.parallelism' is '" + parallelism + "'; set it to 1 or more.");
        }
        return new ScanOptions(
                TableOptions.valid(() -> read(options)),
                merged,
                FollowOptions.of(options),
                query,
                text(options, ClickHouseScanOptions.SCAN_FILTER),
                Optional.ofNullable(parallelism));
    }

    private static ReadConfig read(TableOptions options) {
        return new ReadConfig(
                options.get(ClickHouseScanOptions.SCAN_SPLIT_SIZE).getBytes(),
                options.get(ClickHouseScanOptions.SCAN_FETCH_SIZE),
                options.get(ClickHouseScanOptions.SCAN_BUFFER_MEMORY).getBytes(),
                options.get(ClickHouseScanOptions.SCAN_BUFFER_DISK).getBytes(),
                options.get(ClickHouseScanOptions.SCAN_ORDERED),
                partition(options));
    }

    private static PartitionColumn partition(TableOptions options) {
        List<String> missing =
                PARTITION.stream()
                        .filter(option -> !options.has(option))
                        .map(option -> "'" + option.key() + "'")
                        .toList();
        if (missing.size() == PARTITION.size()) {
            return null;
        }
        if (!missing.isEmpty()) {
            throw new ValidationException(
                    "Splits by a column need all options 'scan.partition.column',"
                            + " 'scan.partition.num', 'scan.partition.lower-bound' and"
                            + " 'scan.partition.upper-bound'. Set also "
                            + String.join(", ", missing)
                            + ".");
        }
        return new PartitionColumn(
                options.get(ClickHouseScanOptions.SCAN_PARTITION_COLUMN),
                options.get(ClickHouseScanOptions.SCAN_PARTITION_NUM),
                options.get(ClickHouseScanOptions.SCAN_PARTITION_LOWER_BOUND),
                options.get(ClickHouseScanOptions.SCAN_PARTITION_UPPER_BOUND));
    }

    private static Optional<String> text(TableOptions options, ConfigOption<String> option) {
        Optional<String> text = Optional.ofNullable(options.get(option));
        text.filter(String::isBlank)
                .ifPresent(
                        blank -> {
                            throw new ValidationException(
                                    "'"
                                            + option.key()
                                            + "' is empty; write SQL of the server, or remove"
                                            + " the option.");
                        });
        return text.map(sql -> sql.strip().replaceFirst("(\\s*;)+$", ""));
    }

    /** Refuses an UPDATE or DELETE, which would not keep to the rows that a SELECT shows. */
    void requireAllRows() {
        refuse(query, ClickHouseScanOptions.SCAN_QUERY, "whose result cannot be changed");
        refuse(filter, ClickHouseScanOptions.SCAN_FILTER, "which hides rows from a SELECT only");
    }

    private static void refuse(Optional<String> value, ConfigOption<String> option, String why) {
        if (value.isPresent()) {
            throw new ValidationException(
                    "Rows cannot be changed through a table with '"
                            + option.key()
                            + "', "
                            + why
                            + ". Create a Flink table without this option for UPDATE and DELETE.");
        }
    }
}
