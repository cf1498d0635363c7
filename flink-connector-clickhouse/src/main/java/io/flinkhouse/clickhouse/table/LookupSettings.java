// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.LookupConfig;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;
import org.apache.flink.table.connector.source.lookup.LookupOptions.ReloadStrategy;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.connector.source.lookup.cache.trigger.CacheReloadTrigger;
import org.apache.flink.table.connector.source.lookup.cache.trigger.PeriodicCacheReloadTrigger;
import org.apache.flink.table.connector.source.lookup.cache.trigger.TimedCacheReloadTrigger;

import java.util.List;

/**
 * The options of a table for lookup joins.
 *
 * @param cacheOptions the options of the cache, which Flink reads by itself
 * @param chosen whether the table has any option for lookup joins
 */
record LookupSettings(
        LookupConfig config, LookupCacheType cache, ReadableConfig cacheOptions, boolean chosen) {

    /**
     * @throws ValidationException if an option is wrong, or options exclude each other
     */
    static LookupSettings of(TableOptions options) {
        LookupCacheType cache = options.get(ClickHouseLookupOptions.LOOKUP_CACHE);
        refuseOthers(options, ClickHouseLookupOptions.PARTIAL, LookupCacheType.PARTIAL, cache);
        refuseOthers(options, ClickHouseLookupOptions.FULL, LookupCacheType.FULL, cache);
        LookupSettings settings =
                new LookupSettings(
                        TableOptions.valid(
                                () ->
                                        new LookupConfig(
                                                options.get(ClickHouseLookupOptions.LOOKUP_ASYNC),
                                                options.get(
                                                        ClickHouseLookupOptions
                                                                .LOOKUP_BATCH_MAX_KEYS),
                                                options.get(
                                                        ClickHouseLookupOptions
                                                                .LOOKUP_MAX_RETRIES))),
                        cache,
                        options.values(),
                        ClickHouseLookupOptions.ALL.stream().anyMatch(options::has));
        settings.checkCache();
        return settings;
    }

    private static void refuseOthers(
            TableOptions options,
            List<ConfigOption<?>> own,
            LookupCacheType needed,
            LookupCacheType cache) {
        for (ConfigOption<?> option : own) {
            if (cache != needed && options.has(option)) {
                throw new ValidationException(
                        "'"
                                + option.key()
                                + "' has no effect, because 'lookup.cache' is '"
                                + cache
                                + "'. Set 'lookup.cache' to '"
                                + needed
                                + "', or remove the option.");
            }
        }
    }

    private void checkCache() {
        switch (cache) {
            case NONE -> {}
            case PARTIAL -> TableOptions.valid(this::partialCache);
            case FULL -> TableOptions.valid(this::reloadTrigger);
        }
    }

    LookupCache partialCache() {
        if (cacheOptions
                .getOptional(ClickHouseLookupOptions.LOOKUP_PARTIAL_CACHE_MAX_ROWS)
                .filter(rows -> rows <= 0)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "'lookup.partial-cache.max-rows' must be 1 or more; set 'lookup.cache' to"
                            + " 'NONE' for no cache.");
        }
        return DefaultLookupCache.fromConfig(cacheOptions);
    }

    CacheReloadTrigger reloadTrigger() {
        ReloadStrategy strategy =
                cacheOptions.get(ClickHouseLookupOptions.LOOKUP_FULL_CACHE_RELOAD_STRATEGY);
        return strategy == ReloadStrategy.PERIODIC
                ? PeriodicCacheReloadTrigger.fromConfig(cacheOptions)
                : TimedCacheReloadTrigger.fromConfig(cacheOptions);
    }
}
