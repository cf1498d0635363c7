// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.LookupConfig;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;
import org.apache.flink.table.connector.source.lookup.LookupOptions.ReloadStrategy;
import org.apache.flink.table.connector.source.lookup.cache.trigger.PeriodicCacheReloadTrigger.ScheduleMode;

import java.time.Duration;
import java.util.List;

/**
 * The options for lookup joins with a ClickHouse table, in the order of the documentation. The
 * options of caches are Flink's own.
 */
@PublicEvolving
public final class ClickHouseLookupOptions {

    public static final ConfigOption<Boolean> LOOKUP_ASYNC =
            ConfigOptions.key("lookup.async")
                    .booleanType()
                    .defaultValue(LookupConfig.DEFAULT.async())
                    .withDescription(
                            "Looks up rows for many rows of the stream at a time: keys that wait"
                                    + " while a query runs are asked for together by the next one."
                                    + " 'false': one key after the other. Flink does so too where it"
                                    + " keeps what it has looked up for later changes.");

    public static final ConfigOption<Integer> LOOKUP_BATCH_MAX_KEYS =
            ConfigOptions.key("lookup.batch.max-keys")
                    .intType()
                    .defaultValue(LookupConfig.DEFAULT.maxKeys())
                    .withDescription(
                            "Maximum keys in one query of an asynchronous lookup join. A subtask"
                                    + " has no more keys waiting than Flink's option"
                                    + " table.exec.async-lookup.buffer-capacity allows.");

    public static final ConfigOption<Integer> LOOKUP_MAX_RETRIES = LookupOptions.MAX_RETRIES;

    public static final ConfigOption<LookupCacheType> LOOKUP_CACHE = LookupOptions.CACHE_TYPE;

    public static final ConfigOption<Long> LOOKUP_PARTIAL_CACHE_MAX_ROWS =
            LookupOptions.PARTIAL_CACHE_MAX_ROWS;

    public static final ConfigOption<Duration> LOOKUP_PARTIAL_CACHE_EXPIRE_AFTER_WRITE =
            LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_WRITE;

    public static final ConfigOption<Duration> LOOKUP_PARTIAL_CACHE_EXPIRE_AFTER_ACCESS =
            LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_ACCESS;

    public static final ConfigOption<Boolean> LOOKUP_PARTIAL_CACHE_CACHE_MISSING_KEY =
            LookupOptions.PARTIAL_CACHE_CACHE_MISSING_KEY;

    public static final ConfigOption<ReloadStrategy> LOOKUP_FULL_CACHE_RELOAD_STRATEGY =
            LookupOptions.FULL_CACHE_RELOAD_STRATEGY;

    public static final ConfigOption<Duration> LOOKUP_FULL_CACHE_PERIODIC_RELOAD_INTERVAL =
            LookupOptions.FULL_CACHE_PERIODIC_RELOAD_INTERVAL;

    public static final ConfigOption<ScheduleMode> LOOKUP_FULL_CACHE_PERIODIC_RELOAD_SCHEDULE_MODE =
            LookupOptions.FULL_CACHE_PERIODIC_RELOAD_SCHEDULE_MODE;

    public static final ConfigOption<String> LOOKUP_FULL_CACHE_TIMED_RELOAD_ISO_TIME =
            LookupOptions.FULL_CACHE_TIMED_RELOAD_ISO_TIME;

    public static final ConfigOption<Integer> LOOKUP_FULL_CACHE_TIMED_RELOAD_INTERVAL_IN_DAYS =
            LookupOptions.FULL_CACHE_TIMED_RELOAD_INTERVAL_IN_DAYS;

    static final List<ConfigOption<?>> PARTIAL =
            List.of(
                    LOOKUP_PARTIAL_CACHE_MAX_ROWS,
                    LOOKUP_PARTIAL_CACHE_EXPIRE_AFTER_WRITE,
                    LOOKUP_PARTIAL_CACHE_EXPIRE_AFTER_ACCESS,
                    LOOKUP_PARTIAL_CACHE_CACHE_MISSING_KEY);

    static final List<ConfigOption<?>> FULL =
            List.of(
                    LOOKUP_FULL_CACHE_RELOAD_STRATEGY,
                    LOOKUP_FULL_CACHE_PERIODIC_RELOAD_INTERVAL,
                    LOOKUP_FULL_CACHE_PERIODIC_RELOAD_SCHEDULE_MODE,
                    LOOKUP_FULL_CACHE_TIMED_RELOAD_ISO_TIME,
                    LOOKUP_FULL_CACHE_TIMED_RELOAD_INTERVAL_IN_DAYS);

    static final List<ConfigOption<?>> ALL =
            List.of(
                    LOOKUP_ASYNC,
                    LOOKUP_BATCH_MAX_KEYS,
                    LOOKUP_MAX_RETRIES,
                    LOOKUP_CACHE,
                    LOOKUP_PARTIAL_CACHE_MAX_ROWS,
                    LOOKUP_PARTIAL_CACHE_EXPIRE_AFTER_WRITE,
                    LOOKUP_PARTIAL_CACHE_EXPIRE_AFTER_ACCESS,
                    LOOKUP_PARTIAL_CACHE_CACHE_MISSING_KEY,
                    LOOKUP_FULL_CACHE_RELOAD_STRATEGY,
                    LOOKUP_FULL_CACHE_PERIODIC_RELOAD_INTERVAL,
                    LOOKUP_FULL_CACHE_PERIODIC_RELOAD_SCHEDULE_MODE,
                    LOOKUP_FULL_CACHE_TIMED_RELOAD_ISO_TIME,
                    LOOKUP_FULL_CACHE_TIMED_RELOAD_INTERVAL_IN_DAYS);

    private ClickHouseLookupOptions() {}
}
