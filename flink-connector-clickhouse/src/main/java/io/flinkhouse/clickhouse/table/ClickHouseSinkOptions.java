// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.BatchConfig;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.ChangelogInput;
import io.flinkhouse.clickhouse.config.CreateTable;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.ErrorMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.config.WriteConfig;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.factories.FactoryUtil;

import java.time.Duration;
import java.util.List;

/** Options of a table with {@code 'connector' = 'clickhouse'} that an INSERT uses. */
@PublicEvolving
public final class ClickHouseSinkOptions {

    public static final ConfigOption<String> SINK_INPUT_FORMAT =
            ConfigOptions.key("sink.input-format")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "ClickHouse input format of pass-through messages, such as"
                                    + " JSONEachRow. The table then has one column of type STRING"
                                    + " or BYTES; its values are sent unchanged, and the server"
                                    + " parses them. Settings of the format are given as"
                                    + " 'settings.<name>'.");

    public static final ConfigOption<DeliveryGuarantee> SINK_SEMANTIC =
            ConfigOptions.key("sink.semantic")
                    .enumType(DeliveryGuarantee.class)
                    .defaultValue(WriteConfig.DEFAULT.guarantee())
                    .withDescription(
                            "Delivery guarantee after a failure. 'none': a checkpoint does not"
                                    + " wait for inserts in flight; rows can be lost or"
                                    + " duplicated. 'at-least-once': a checkpoint waits for them;"
                                    + " rows can be duplicated. 'exactly-once': rows are neither"
                                    + " lost nor duplicated.");

    public static final ConfigOption<DeliveryGuarantee> SINK_DELIVERY_GUARANTEE =
            ConfigOptions.key("sink.delivery-guarantee")
                    .enumType(DeliveryGuarantee.class)
                    .noDefaultValue()
                    .withDescription(
                            "Alias of 'sink.semantic', as in newer connectors; set one of the"
                                    + " two.");

    public static final ConfigOption<Integer> SINK_FLUSH_MAX_ROWS =
            ConfigOptions.key("sink.flush.max-rows")
                    .intType()
                    .defaultValue(BatchConfig.DEFAULT.maxRows())
                    .withDescription(
                            "Maximum rows per batch. A batch is sent when it reaches this limit"
                                    + " or 'sink.flush.max-bytes', when it is as old as"
                                    + " 'sink.flush.interval', and at every checkpoint. Larger"
                                    + " batches are cheaper for the server.");

    public static final ConfigOption<MemorySize> SINK_FLUSH_MAX_BYTES =
            ConfigOptions.key("sink.flush.max-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(BatchConfig.DEFAULT.maxBytes()))
                    .withDescription(
                            "Maximum bytes per batch, before compression. Each subtask holds up"
                                    + " to 'sink.in-flight' such batches in flight and one that"
                                    + " is filling.");

    public static final ConfigOption<Duration> SINK_FLUSH_INTERVAL =
            ConfigOptions.key("sink.flush.interval")
                    .durationType()
                    .defaultValue(BatchConfig.DEFAULT.interval())
                    .withDescription(
                            "Maximum time that a row waits for its batch to fill. Shorter"
                                    + " intervals make rows visible sooner and create more,"
                                    + " smaller parts. It has no effect with exactly-once, which"
                                    + " sends rows when a checkpoint is complete.");

    public static final ConfigOption<Integer> SINK_IN_FLIGHT =
            ConfigOptions.key("sink.in-flight")
                    .intType()
                    .defaultValue(WriteConfig.DEFAULT.inFlight())
                    .withDescription(
                            "Maximum inserts in flight per subtask; at this limit the stream"
                                    + " waits (back-pressure).");

    public static final ConfigOption<Integer> SINK_PARALLELISM = FactoryUtil.SINK_PARALLELISM;

    public static final ConfigOption<Duration> SINK_RETRY_TIMEOUT =
            ConfigOptions.key("sink.retry.timeout")
                    .durationType()
                    .defaultValue(RetryConfig.DEFAULT.timeout())
                    .withDescription(
                            "Time for which an insert is retried after a transient error before"
                                    + " the job fails. '0 s' fails at once.");

    public static final ConfigOption<Duration> SINK_RETRY_BACKOFF_MIN =
            ConfigOptions.key("sink.retry.backoff.min")
                    .durationType()
                    .defaultValue(RetryConfig.DEFAULT.minBackoff())
                    .withDescription(
                            "Wait before the first retry. It doubles with each retry, up to"
                                    + " 'sink.retry.backoff.max', and is shortened at random by"
                                    + " up to a half.");

    public static final ConfigOption<Duration> SINK_RETRY_BACKOFF_MAX =
            ConfigOptions.key("sink.retry.backoff.max")
                    .durationType()
                    .defaultValue(RetryConfig.DEFAULT.maxBackoff())
                    .withDescription("Longest wait between two attempts.");

    public static final ConfigOption<String> SINK_EXACTLY_ONCE_SPOOL_PATH =
            ConfigOptions.key("sink.exactly-once.spool-path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Directory for sealed blocks that wait for their checkpoint, in any"
                                    + " file system that Flink supports. All TaskManagers must"
                                    + " share it. The default is a directory below"
                                    + " 'execution.checkpointing.dir'.");

    public static final ConfigOption<String> SINK_EXACTLY_ONCE_FENCE_COLUMN =
            ConfigOptions.key("sink.exactly-once.fence-column")
                    .stringType()
                    .defaultValue(ExactlyOnceConfig.DEFAULT_FENCE_COLUMN)
                    .withDescription(
                            "Name of the fence column, the hidden column that holds the number of"
                                    + " each row's block. If the table has it, exactly-once holds"
                                    + " after outages of any length; the guide to exactly-once"
                                    + " has the statement that adds it.");

    public static final ConfigOption<InDoubtPolicy> SINK_EXACTLY_ONCE_IN_DOUBT =
            ConfigOptions.key("sink.exactly-once.in-doubt")
                    .enumType(InDoubtPolicy.class)
                    .defaultValue(InDoubtPolicy.FAIL)
                    .withDescription(
                            "Policy for a block if nothing can tell whether it is in the table."
                                    + " 'fail': the job fails, and the error says what to check."
                                    + " 'resend': the block is sent, so rows can be duplicated."
                                    + " 'skip': the block is left out, so rows can be lost. Set"
                                    + " it for one restart.");

    public static final ConfigOption<Duration> SINK_EXACTLY_ONCE_RETENTION =
            ConfigOptions.key("sink.exactly-once.retention")
                    .durationType()
                    .defaultValue(ExactlyOnceConfig.DEFAULT_RETENTION)
                    .withDescription(
                            "Retention time of the list of committed blocks, and of files that"
                                    + " failed checkpoints left behind. It must exceed the age of"
                                    + " the oldest savepoint that you restore.");

    public static final ConfigOption<Boolean> SINK_EXACTLY_ONCE_REQUIRE_CHECKPOINTING =
            ConfigOptions.key("sink.exactly-once.require-checkpointing")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Rejects a streaming job without 'execution.checkpointing.interval'."
                                    + " With 'false' such a job runs, with a warning: its rows are"
                                    + " sent when a checkpoint that is triggered from outside is"
                                    + " complete, or when the job is stopped with a savepoint.");

    public static final ConfigOption<DeleteMode> SINK_DELETE_MODE =
            ConfigOptions.key("sink.delete-mode")
                    .enumType(DeleteMode.class)
                    .defaultValue(ChangelogConfig.NONE.deleteMode())
                    .withDescription(
                            "Handling of deletes by an engine that cannot mark rows as deleted"
                                    + " (without is_deleted or sign). 'refuse': planning rejects"
                                    + " a statement with deletes. 'ignore': the row stays; the"
                                    + " delete is counted. 'lightweight-delete': DELETE FROM by"
                                    + " key, in order with the inserts; not with exactly-once.");

    public static final ConfigOption<UpdateMode> SINK_UPDATE_MODE =
            ConfigOptions.key("sink.update-mode")
                    .enumType(UpdateMode.class)
                    .defaultValue(ChangelogConfig.NONE.updateMode())
                    .withDescription(
                            "Handling of updates by an engine that does not replace rows."
                                    + " 'refuse': planning rejects a statement with updates."
                                    + " 'insert': the new row is added and the old one stays."
                                    + " 'lightweight-update': UPDATE by key, in order with the"
                                    + " inserts, on servers that support it; not with"
                                    + " exactly-once.");

    public static final ConfigOption<ChangelogInput> SINK_CHANGELOG_MODE =
            ConfigOptions.key("sink.changelog-mode")
                    .enumType(ChangelogInput.class)
                    .defaultValue(ChangelogInput.UPSERT)
                    .withDescription(
                            "Changelog mode that the sink asks the planner for if the engine"
                                    + " needs only the row after an update. 'upsert': rows after"
                                    + " updates only. 'retract': rows before updates too, so that"
                                    + " an update of the primary key removes the old row;"
                                    + " canal-json and maxwell-json produce such updates,"
                                    + " debezium-json does not. After upsert-kafka, 'retract'"
                                    + " needs state.");

    public static final ConfigOption<CreateTable> SINK_CREATE_TABLE =
            ConfigOptions.key("sink.create-table")
                    .enumType(CreateTable.class)
                    .defaultValue(CreateTable.NONE)
                    .withDescription(
                            "'if-not-exists': planning an INSERT creates the ClickHouse table from"
                                    + " the columns and the PRIMARY KEY of the Flink table and the"
                                    + " options 'table.engine', 'table.order-by' and so on. 'none':"
                                    + " the table must exist.");

    public static final ConfigOption<Boolean> SINK_VALIDATE =
            ConfigOptions.key("sink.validate")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Enables the checks of the table against the server at planning. With"
                                    + " 'false' planning needs no server, and mistakes are found"
                                    + " when the job starts.");

    public static final ConfigOption<ErrorMode> SINK_ERROR_MODE =
            ConfigOptions.key("sink.error-mode")
                    .enumType(ErrorMode.class)
                    .defaultValue(ErrorMode.FAIL)
                    .withDescription(
                            "Handling of a row with a value that its column cannot hold, or that"
                                    + " a constraint or an expression of the table refuses."
                                    + " 'fail': the job fails. 'skip': the row is counted and"
                                    + " left out. 'dead-letter': the row is written to"
                                    + " 'sink.dead-letter.table'. With 'skip' and 'dead-letter'"
                                    + " the other rows of its batch are written.");

    public static final ConfigOption<String> SINK_DEAD_LETTER_TABLE =
            ConfigOptions.key("sink.dead-letter.table")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "ClickHouse table for dead letters, rows and messages that cannot be"
                                    + " stored: a table of the same database, or database.table."
                                    + " The connector creates it if it does not exist and the"
                                    + " user has the grant; otherwise the error contains the"
                                    + " CREATE TABLE statement.");

    static final List<ConfigOption<?>> ALL =
            List.of(
                    SINK_INPUT_FORMAT,
                    SINK_SEMANTIC,
                    SINK_DELIVERY_GUARANTEE,
                    SINK_FLUSH_MAX_ROWS,
                    SINK_FLUSH_MAX_BYTES,
                    SINK_FLUSH_INTERVAL,
                    SINK_IN_FLIGHT,
                    SINK_PARALLELISM,
                    SINK_RETRY_TIMEOUT,
                    SINK_RETRY_BACKOFF_MIN,
                    SINK_RETRY_BACKOFF_MAX,
                    SINK_EXACTLY_ONCE_SPOOL_PATH,
                    SINK_EXACTLY_ONCE_FENCE_COLUMN,
                    SINK_EXACTLY_ONCE_IN_DOUBT,
                    SINK_EXACTLY_ONCE_RETENTION,
                    SINK_EXACTLY_ONCE_REQUIRE_CHECKPOINTING,
                    SINK_DELETE_MODE,
                    SINK_UPDATE_MODE,
                    SINK_CHANGELOG_MODE,
                    SINK_CREATE_TABLE,
                    SINK_VALIDATE,
                    SINK_ERROR_MODE,
                    SINK_DEAD_LETTER_TABLE);

    private ClickHouseSinkOptions() {}
}
