// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings.Query;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.FedTable;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.Grants;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads windows, fence column and dependent views of a table from the server. */
@Internal
public final class TableGuaranteesReader {

    private static final String NAME = "(?:\\w+|`(?:[^`\\\\]|\\\\.)*`)";
    private static final Pattern VIEW_TARGET =
            Pattern.compile(
                    "^CREATE MATERIALIZED VIEW "
                            + NAME
                            + "\\."
                            + NAME
                            + "(?: UUID '[^']*')? TO ("
                            + NAME
                            + ")\\.("
                            + NAME
                            + ")[ (].*",
                    Pattern.DOTALL);
    private static final Pattern REFRESHED =
            Pattern.compile(
                    "^CREATE MATERIALIZED VIEW "
                            + NAME
                            + "\\."
                            + NAME
                            + "(?: UUID '[^']*')? REFRESH .*",
                    Pattern.DOTALL);
    private static final int MAX_DEPTH = 16;

    private final ClickHouseClient client;
    private final OtherTables tables;
    private final Query query;
    private final String fenceColumn;

    /** By system table; threads that commit side by side share it. */
    private final Map<String, Map<String, Long>> mergeTreeDefaults = new ConcurrentHashMap<>();

    /** Reads the views of a table and what they fill. */
    private interface OtherTables {
        Map<TablePath, TableDescription> found(Collection<TablePath> paths)
                throws ClickHouseException;
    }

    private TableGuaranteesReader(
            ClickHouseClient client, OtherTables tables, Query query, String fenceColumn) {
        this.client = client;
        this.tables = tables;
        this.query = query;
        this.fenceColumn = fenceColumn;
    }

    public TableGuaranteesReader(ClickHouseClient client, String fenceColumn) {
        this(client, paths -> TableDescription.all(client, paths), client::query, fenceColumn);
    }

    /** Reads the mechanisms of the reader's table. */
    public static TableGuarantees of(TableReader server, String fenceColumn)
            throws ClickHouseException {
        return new TableGuaranteesReader(
                        server.client(), server::others, server::query, fenceColumn)
                .of(server.read().table());
    }

    /**
     * Reads the mechanisms of a table.
     *
     * @throws ClickHouseException also if the table's fence column is unusable
     */
    public TableGuarantees of(TableDescription table) throws ClickHouseException {
        List<FedTable> fed = new ArrayList<>();
        follow(table, fed, 0);
        Optional<ColumnDescription> filled =
                table.engine().combinesRows() ? Optional.empty() : fence(table);
        return new TableGuarantees(
                table,
                window(table),
                filled.isPresent(),
                filled.isPresent() && hasIndex(table),
                filled.filter(by -> by.defaultExpression().equals(FenceColumn.VALUE)).isPresent(),
                fed);
    }

    /** A skipping index of the fence column alone, as the server prints it. */
    private boolean hasIndex(TableDescription table) {
        return Pattern.compile(
                        "INDEX "
                                + NAME
                                + " `?"
                                + Pattern.quote(fenceColumn)
                                + "`? TYPE (minmax|set|bloom_filter)")
                .matcher(table.statement())
                .find();
    }

    private void follow(TableDescription source, List<FedTable> fed, int depth)
            throws ClickHouseException {
        if (depth > MAX_DEPTH) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Materialized views below "
                            + source.path()
                            + " are nested over "
                            + MAX_DEPTH
                            + " deep. Set 'sink.semantic' to 'at-least-once', or flatten the views");
        }
        Map<TablePath, TableDescription> views = tables.found(source.views());
        Map<TablePath, TablePath> filled = new LinkedHashMap<>();
        for (TablePath name : source.views()) {
            TableDescription view = visible(views, name, source, name);
            if (firesOnInsert(view)) {
                filled.put(name, filledBy(view));
            }
        }
        Map<TablePath, TableDescription> targets = tables.found(filled.values());
        for (Map.Entry<TablePath, TablePath> view : filled.entrySet()) {
            TableDescription target = visible(targets, view.getValue(), source, view.getKey());
            fed.add(new FedTable(target, view.getKey(), window(target)));
            follow(target, fed, depth + 1);
        }
    }

    /**
     * Requires that the user can see the targets of views, because a repeated insert could
     * duplicate their rows.
     */
    private TableDescription visible(
            Map<TablePath, TableDescription> found,
            TablePath name,
            TableDescription source,
            TablePath view)
            throws ClickHouseException {
        if (found.containsKey(name)) {
            return found.get(name);
        }
        throw new Grants(client)
                .missing(
                        "SHOW TABLES ON " + name,
                        source.path()
                                + " feeds the view "
                                + view
                                + ", and without this grant nothing tells whether what that fills"
                                + " drops a repeated insert.");
    }

    private static boolean firesOnInsert(TableDescription view) {
        return view.engine().name().equals("MaterializedView")
                && !REFRESHED.matcher(view.statement()).matches();
    }

    private static TablePath filledBy(TableDescription view) {
        Matcher named = VIEW_TARGET.matcher(view.statement());
        return named.matches()
                ? new TablePath(unquoted(named.group(1)), unquoted(named.group(2)))
                : new TablePath(
                        view.path().database(),
                        view.uuid().isEmpty()
                                ? ".inner." + view.path().table()
                                : ".inner_id." + view.uuid());
    }

    private static String unquoted(String name) {
        return name.startsWith("`")
                ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1")
                : name;
    }

    private DedupWindow window(TableDescription table) throws ClickHouseException {
        if (table.engine().isReplicated()) {
            return new DedupWindow(
                    setting(table, "replicated_deduplication_window"),
                    setting(table, "replicated_deduplication_window_seconds"));
        }
        return table.engine().isMergeTree()
                ? new DedupWindow(setting(table, "non_replicated_deduplication_window"), 0)
                : DedupWindow.NONE;
    }

    /** Replicated tables have defaults of their own. */
    private long setting(TableDescription table, String name) throws ClickHouseException {
        OptionalLong own = table.setting(name);
        if (own.isPresent()) {
            return own.getAsLong();
        }
        String place =
                table.engine().isReplicated()
                        ? "system.replicated_merge_tree_settings"
                        : "system.merge_tree_settings";
        if (!mergeTreeDefaults.containsKey(place)) {
            new Grants(client)
                    .require(
                            () -> readDefaults(place),
                            "SELECT ON " + place,
                            "Or say in the table how long it remembers inserts: ALTER TABLE "
                                    + table.path()
                                    + " MODIFY SETTING "
                                    + name
                                    + " = 10000.");
        }
        return mergeTreeDefaults.get(place).getOrDefault(name, 0L);
    }

    private void readDefaults(String place) throws ClickHouseException {
        Map<String, Long> defaults = new HashMap<>();
        for (List<String> entry :
                query.rows(
                        "SELECT name, value FROM "
                                + place
                                + " WHERE name LIKE '%deduplication_window%'",
                        Map.of())) {
            defaults.put(entry.get(0), Long.valueOf(entry.get(1)));
        }
        mergeTreeDefaults.put(place, defaults);
    }

    private Optional<ColumnDescription> fence(TableDescription table) throws ClickHouseException {
        Optional<ColumnDescription> fence = table.column(fenceColumn);
        if (fence.isPresent() && !fence.get().type().equals("UInt64")) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Column '"
                            + fenceColumn
                            + "' of "
                            + table.path()
                            + " is "
                            + fence.get().type()
                            + ", the fence must be UInt64. Name another with"
                            + " 'sink.exactly-once.fence-column', or add one: "
                            + Guarantee.addFence(table.path(), fenceColumn));
        }
        return fence;
    }
}
