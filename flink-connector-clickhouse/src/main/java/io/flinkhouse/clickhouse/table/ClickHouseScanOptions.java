// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.FinalRead;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.table.factories.FactoryUtil;

import java.time.Duration;
import java.util.List;

/**
 * The options for reading a ClickHouse table, which a table with a topic does not have, in the
 * order of the documentation.
 */
@PublicEvolving
public final class ClickHouseScanOptions {

    public static final ConfigOption<String> SCAN_STARTUP_MODE =
            ConfigOptions.key("scan.startup.mode")
                    .stringType()
                    .defaultValue(FollowConfig.DEFAULT.mode().toString())
                    .withDescription(
                            "'snapshot': reads the rows of the table, and ends. 'initial': reads"
                                    + " them and then those that are inserted, without end."
                                    + " 'latest-offset': reads the rows that are inserted from now"
                                    + " on. 'specific-offsets': reads the rows from"
                                    + " 'scan.startup.specific-offsets' on. A job that is restored"
                                    + " continues where it stopped. In a table with 'topic', it is"
                                    + " the option of the Kafka connector.");

    public static final ConfigOption<String> SCAN_STARTUP_SPECIFIC_OFFSETS =
            ConfigOptions.key("scan.startup.specific-offsets")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The first row to read of each partition, as"
                                    + " partition_id:block:offset with the values of _partition_id,"
                                    + " _block_number and _block_offset, separated by ';'. Without"
                                    + " offset it is the first row of the block. Partitions that"
                                    + " are not named are read from their first row. An example is"
                                    + " 'all:120:0'.");

    public static final ConfigOption<Duration> SCAN_INCREMENTAL_POLL_INTERVAL =
            ConfigOptions.key("scan.incremental.poll-interval")
                    .durationType()
                    .defaultValue(FollowConfig.DEFAULT.pollInterval())
                    .withDescription(
                            "Time between two questions for inserted rows. A question without"
                                    + " new rows reads system tables only.");

    public static final ConfigOption<Duration> SCAN_INCREMENTAL_MAX_INSERT_TIME =
            ConfigOptions.key("scan.incremental.max-insert-time")
                    .durationType()
                    .defaultValue(FollowConfig.DEFAULT.maxInsertTime())
                    .withDescription(
                            "Longest time that an insert into a replicated table can take from its"
                                    + " block number to its commit. Rows of later inserts wait so"
                                    + " long for a number that is missing. An insert that takes"
                                    + " longer is not read. A table that is not replicated needs no"
                                    + " such wait.");

    public static final ConfigOption<String> SCAN_QUERY =
            ConfigOptions.key("scan.query")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A SELECT in the server's SQL that is read instead of a table, without"
                                    + " 'table-name'. The table can then only be read. One query"
                                    + " reads all rows, unless 'scan.partition.column' divides"
                                    + " them.");

    public static final ConfigOption<String> SCAN_FILTER =
            ConfigOptions.key("scan.filter")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A condition in the server's SQL. A SELECT reads only the rows for"
                                    + " which it is true, in addition to the conditions of the"
                                    + " query. UPDATE and DELETE are then refused.");

    public static final ConfigOption<FinalRead> SCAN_FINAL =
            ConfigOptions.key("scan.final")
                    .enumType(FinalRead.class)
                    .defaultValue(FinalRead.AUTO)
                    .withDescription(
                            "Reads with FINAL, so that rows look as after all merges. 'auto': if"
                                    + " the engine of the table itself merges rows, such as"
                                    + " ReplacingMergeTree. 'true': always, for example for a"
                                    + " Distributed table over such tables. 'false': never; the"
                                    + " rows are read as they are stored.");

    public static final ConfigOption<ScanOrder> SCAN_ORDERED =
            ConfigOptions.key("scan.ordered")
                    .enumType(ScanOrder.class)
                    .defaultValue(ReadConfig.DEFAULT.order())
                    .withDescription(
                            "Reads the rows of each split in the order of the sorting key, so that"
                                    + " a job that is restored goes on inside a split. It costs"
                                    + " the server 25 to 110 % more time. 'auto': in streaming"
                                    + " mode. 'false': a job that is restored inside a split"
                                    + " fails.");

    public static final ConfigOption<MemorySize> SCAN_SPLIT_SIZE =
            ConfigOptions.key("scan.split.size")
                    .memoryType()
                    .defaultValue(new MemorySize(ReadConfig.DEFAULT.splitSize()))
                    .withDescription(
                            "Bytes that one split reads, as the server stores them. More and"
                                    + " smaller splits balance the readers better; each split is a"
                                    + " query.");

    public static final ConfigOption<Integer> SCAN_FETCH_SIZE =
            ConfigOptions.key("scan.fetch-size")
                    .intType()
                    .defaultValue(ReadConfig.DEFAULT.fetchSize())
                    .withDescription("Maximum rows in a block of a response.");

    public static final ConfigOption<MemorySize> SCAN_BUFFER_MEMORY =
            ConfigOptions.key("scan.buffer.memory")
                    .memoryType()
                    .defaultValue(new MemorySize(ReadConfig.DEFAULT.bufferMemory()))
                    .withDescription(
                            "Memory of each reader for the part of a response that the job has not"
                                    + " processed yet. The server drops a response that is taken"
                                    + " too slowly, so the rest goes to a temporary file.");

    public static final ConfigOption<MemorySize> SCAN_BUFFER_DISK =
            ConfigOptions.key("scan.buffer.disk")
                    .memoryType()
                    .defaultValue(new MemorySize(ReadConfig.DEFAULT.bufferDisk()))
                    .withDescription(
                            "Maximum size of the temporary file of each reader, which holds what"
                                    + " 'scan.buffer.memory' cannot hold.");

    public static final ConfigOption<Integer> SCAN_PARALLELISM = FactoryUtil.SOURCE_PARALLELISM;

    public static final ConfigOption<String> SCAN_PARTITION_COLUMN =
            ConfigOptions.key("scan.partition.column")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A numeric column by whose values a view, a query or a table without a"
                                    + " sorting key is divided into splits. It needs the three"
                                    + " options below.");

    public static final ConfigOption<Integer> SCAN_PARTITION_NUM =
            ConfigOptions.key("scan.partition.num")
                    .intType()
                    .noDefaultValue()
                    .withDescription("Number of splits.");

    public static final ConfigOption<Long> SCAN_PARTITION_LOWER_BOUND =
            ConfigOptions.key("scan.partition.lower-bound")
                    .longType()
                    .noDefaultValue()
                    .withDescription(
                            "Lowest value that is expected. Splits have equal widths between the"
                                    + " bounds; the first and the last split are open, so that the"
                                    + " bounds do not filter rows.");

    public static final ConfigOption<Long> SCAN_PARTITION_UPPER_BOUND =
            ConfigOptions.key("scan.partition.upper-bound")
                    .longType()
                    .noDefaultValue()
                    .withDescription("Highest value that is expected.");

    static final List<ConfigOption<?>> ALL =
            List.of(
                    SCAN_STARTUP_MODE,
                    SCAN_STARTUP_SPECIFIC_OFFSETS,
                    SCAN_INCREMENTAL_POLL_INTERVAL,
                    SCAN_INCREMENTAL_MAX_INSERT_TIME,
                    SCAN_QUERY,
                    SCAN_FILTER,
                    SCAN_FINAL,
                    SCAN_ORDERED,
                    SCAN_SPLIT_SIZE,
                    SCAN_FETCH_SIZE,
                    SCAN_BUFFER_MEMORY,
                    SCAN_BUFFER_DISK,
                    SCAN_PARALLELISM,
                    SCAN_PARTITION_COLUMN,
                    SCAN_PARTITION_NUM,
                    SCAN_PARTITION_LOWER_BOUND,
                    SCAN_PARTITION_UPPER_BOUND);

    private ClickHouseScanOptions() {}
}
