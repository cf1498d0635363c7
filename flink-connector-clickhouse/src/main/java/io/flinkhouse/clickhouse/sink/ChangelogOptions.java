// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.Arguments;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Arrays;
import java.util.List;

/**
 * Options for writing a changelog: the primary key, and the handling of deletes and updates by
 * engines that cannot mark or replace rows.
 *
 * <pre>{@code
 * .changelog(ChangelogOptions.upsertBy("id").deletes(DeleteMode.IGNORE))
 * }</pre>
 *
 * <p>The engine decides first: {@code ReplacingMergeTree(version, is_deleted)} and the Collapsing
 * engines need neither {@link #deletes} nor {@link #updates}. The version of a row is the engine's
 * version column: the sink fills it with a clock, unless the mapping writes that column itself.
 *
 * <p>Immutable: each method returns new options.
 */
@PublicEvolving
public final class ChangelogOptions {

    private final ChangelogConfig config;

    private ChangelogOptions(ChangelogConfig config) {
        this.config = config;
    }

    /**
     * Sets the primary key: rows with the same values in these columns are versions of one row. For
     * engines that merge rows by their sorting key, name the columns of ORDER BY.
     *
     * @throws IllegalArgumentException if there is no column, or one is empty or named twice
     */
    public static ChangelogOptions upsertBy(String... keyColumns) {
        List<String> key =
                Arrays.asList(Arguments.given("ChangelogOptions.upsertBy", "columns", keyColumns));
        boolean valid =
                !key.isEmpty()
                        && key.stream().noneMatch(name -> name == null || name.isBlank())
                        && key.stream().distinct().count() == key.size();
        if (!valid) {
            throw new IllegalArgumentException(
                    "ChangelogOptions.upsertBy(…): the columns are "
                            + key
                            + "; give the names of the columns that tell rows apart, each once.");
        }
        return new ChangelogOptions(new ChangelogConfig(key, DeleteMode.REFUSE, UpdateMode.REFUSE));
    }

    /**
     * Sets the handling of deletes by engines that cannot mark rows as deleted. Default: {@link
     * DeleteMode#REFUSE}, which fails the job at the first delete.
     */
    public ChangelogOptions deletes(DeleteMode mode) {
        return new ChangelogOptions(
                new ChangelogConfig(
                        config.primaryKey(),
                        Arguments.given("ChangelogOptions.deletes", "mode", mode),
                        config.updateMode()));
    }

    /**
     * Sets the handling of updates by engines that do not replace rows. Default: {@link
     * UpdateMode#REFUSE}, which fails the job at the first update.
     */
    public ChangelogOptions updates(UpdateMode mode) {
        return new ChangelogOptions(
                new ChangelogConfig(
                        config.primaryKey(),
                        config.deleteMode(),
                        Arguments.given("ChangelogOptions.updates", "mode", mode)));
    }

    ChangelogConfig config() {
        return config;
    }

    @Override
    public String toString() {
        return "upserts by "
                + config.primaryKey()
                + ", deletes: "
                + config.deleteMode()
                + ", updates: "
                + config.updateMode();
    }
}
