// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.StartupMode;

import org.apache.flink.table.api.ValidationException;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the options that say where a SELECT from ClickHouse starts. */
final class FollowOptions {

    private static final String MODE = ClickHouseScanOptions.SCAN_STARTUP_MODE.key();

    /** The modes that a Kafka source does not have. */
    private static final Set<String> NOT_KAFKA =
            Set.of(StartupMode.SNAPSHOT.toString(), StartupMode.INITIAL.toString());

    private FollowOptions() {}

    /**
     * @throws ValidationException if an option is wrong, or options exclude each other
     */
    static FollowConfig of(TableOptions options) {
        StartupMode mode = mode(options.get(ClickHouseScanOptions.SCAN_STARTUP_MODE));
        if (mode != StartupMode.SNAPSHOT && options.has(ClickHouseScanOptions.SCAN_QUERY)) {
            throw new ValidationException(
                    "'scan.startup.mode' is '"
                            + mode
                            + "', but the result of 'scan.query' has no inserts to wait for. Set"
                            + " 'table-name' to read a table continuously, or remove"
                            + " 'scan.startup.mode' to read the query once.");
        }
        Optional<String> places =
                Optional.ofNullable(
                        options.get(ClickHouseScanOptions.SCAN_STARTUP_SPECIFIC_OFFSETS));
        return TableOptions.valid(
                () ->
                        new FollowConfig(
                                mode,
                                places.map(BlockOffset::parse).orElse(Map.of()),
                                options.get(ClickHouseScanOptions.SCAN_INCREMENTAL_POLL_INTERVAL),
                                options.get(
                                        ClickHouseScanOptions.SCAN_INCREMENTAL_MAX_INSERT_TIME)));
    }

    private static StartupMode mode(String text) {
        return Arrays.stream(StartupMode.values())
                .filter(mode -> mode.toString().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ValidationException(
                                        "'"
                                                + MODE
                                                + "' is '"
                                                + text
                                                + "'. This table reads ClickHouse, because it has"
                                                + " no 'topic': give one of "
                                                + Arrays.stream(StartupMode.values())
                                                        .map(mode -> "'" + mode + "'")
                                                        .collect(Collectors.joining(", "))
                                                + ". Set 'topic' to read Kafka, which has other"
                                                + " modes."));
    }

    /** Refuses a mode of this connector in a table that reads Kafka. */
    static void refuseInTopic(Map<String, String> options) {
        String mode = options.get(MODE);
        if (mode != null && NOT_KAFKA.contains(mode)) {
            throw new ValidationException(
                    "'"
                            + MODE
                            + "' is '"
                            + mode
                            + "', which is for reading ClickHouse. This table reads Kafka, because"
                            + " it has 'topic' or 'topic-pattern': give a mode of the Kafka"
                            + " connector, such as 'earliest-offset', or create another Flink table"
                            + " without a topic to read ClickHouse.");
        }
    }
}
