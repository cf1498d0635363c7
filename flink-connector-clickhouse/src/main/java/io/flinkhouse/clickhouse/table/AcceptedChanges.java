// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.changelog.ChangelogPlan;
import io.flinkhouse.clickhouse.compat.KeyOnlyDeletes;
import io.flinkhouse.clickhouse.compat.UpsertMaterializer;
import io.flinkhouse.clickhouse.config.ChangelogInput;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.RowKind;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Chooses the changelog mode of a table sink. */
final class AcceptedChanges {

    private static final String MATERIALIZED =
            "This version of Flink may add an upsert materializer before the sink, which drops"
                    + " the update-before rows that the engine needs to cancel rows. SET"
                    + " 'table.exec.sink.upsert-materialize' = 'NONE', or use Flink 2.2 or"
                    + " newer.";

    private final TableSinkConfig settings;
    private final Function<Set<RowKind>, List<String>> refusals;
    private final boolean updateBefore;
    private final boolean keyOnlyDeletes;

    private AcceptedChanges(
            TableSinkConfig settings,
            Function<Set<RowKind>, List<String>> refusals,
            boolean updateBefore,
            boolean keyOnlyDeletes) {
        this.settings = settings;
        this.refusals = refusals;
        this.updateBefore = updateBefore;
        this.keyOnlyDeletes = keyOnlyDeletes;
    }

    /**
     * Returns the mode.
     *
     * @param session the configuration of the session, which may let the planner drop rows
     */
    static AcceptedChanges of(
            TableSinkConfig settings, InspectedTable target, ReadableConfig session) {
        ChangelogPlan plan = target.changes();
        boolean incomplete = plan.needsUpdateBefore() && UpsertMaterializer.mayStandBefore(session);
        return new AcceptedChanges(
                settings,
                kinds ->
                        incomplete && kinds.contains(RowKind.UPDATE_BEFORE)
                                ? List.of(MATERIALIZED)
                                : plan.refusals(kinds),
                plan.needsUpdateBefore() || settings.input() == ChangelogInput.RETRACT,
                !plan.needsWholeRows() && othersMayBeNull(settings));
    }

    /** Accepts inserts only, because the engine is unknown without the server. */
    static AcceptedChanges unchecked(TableSinkConfig settings) {
        String why =
                "With 'sink.validate' = 'false' the engine of the table is not known at"
                        + " planning, so only inserts can be planned. Remove the option.";
        return new AcceptedChanges(settings, kinds -> List.of(why), false, false);
    }

    /**
     * Returns whether all columns beside the key may be NULL: Flink checks NOT NULL before the
     * sink, also in deletes that carry only the key.
     */
    private static boolean othersMayBeNull(TableSinkConfig settings) {
        List<String> key = settings.changelog().primaryKey();
        return settings.schema().getFields().stream()
                .allMatch(field -> key.contains(field.getName()) || field.getType().isNullable());
    }

    /**
     * @param requested the row kinds of the statement
     */
    ChangelogMode mode(ChangelogMode requested) {
        // Flink 2.3 requires an ON CONFLICT clause for a sink that accepts more row kinds than the
        // statement has.
        if (requested.containsOnly(RowKind.INSERT)) {
            return ChangelogMode.insertOnly();
        }
        Set<RowKind> kinds = EnumSet.copyOf(requested.getContainedKinds());
        if (!updateBefore) {
            kinds.remove(RowKind.UPDATE_BEFORE);
        }
        List<String> mistakes = refusals.apply(kinds);
        if (!mistakes.isEmpty()) {
            throw new ValidationException(
                    "Cannot write "
                            + (kinds.contains(RowKind.DELETE) ? "updates and deletes" : "updates")
                            + " to ClickHouse table "
                            + settings.table()
                            + ":\n"
                            + mistakes.stream()
                                    .map(mistake -> "  - " + mistake)
                                    .collect(Collectors.joining("\n")));
        }
        ChangelogMode.Builder mode = ChangelogMode.newBuilder();
        kinds.forEach(mode::addContainedKind);
        if (keyOnlyDeletes) {
            KeyOnlyDeletes.allow(mode);
        }
        return mode.build();
    }
}
