// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.sink.commit.TargetTable.Engine;
import io.flinkhouse.sink.commit.TargetTable.FedTable;
import io.flinkhouse.sql.TablePath;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the server what a table can promise: engine, windows, fence column, views and what they
 * feed.
 */
final class TargetInspector {

    private static final int UNKNOWN_TABLE = 60;
    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";
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
    private final String fenceColumn;
    private final Map<String, String> mergeTreeDefaults = new HashMap<>();

    TargetInspector(ClickHouseClient client, String fenceColumn) {
        this.client = client;
        this.fenceColumn = fenceColumn;
    }

    TargetTable inspect(TablePath path) throws ClickHouseException {
        Row row =
                find(path)
                        .orElseThrow(
                                () ->
                                        new ClickHouseException(
                                                UNKNOWN_TABLE,
                                                FailureKind.FAIL,
                                                "Table "
                                                        + path
                                                        + " does not exist, or the user may not see it;"
                                                        + " create it, or GRANT SHOW ON "
                                                        + path));
        List<FedTable> fed = new ArrayList<>();
        follow(row, fed, 0);
        Engine engine = engine(row);
        Optional<String> filled =
                engine.isMergeTree() && !engine.combinesRows() ? fence(path) : Optional.empty();
        return new TargetTable(
                path,
                NO_UUID.equals(row.uuid) ? "" : row.uuid,
                engine,
                row.partitionKey,
                filled.isPresent(),
                filled.filter(by -> by.equals(Guarantee.FENCE_VALUE)).isPresent(),
                fed);
    }

    private record Row(
            TablePath path,
            String uuid,
            String engine,
            String definition,
            String partitionKey,
            String create) {}

    private Optional<Row> find(TablePath path) throws ClickHouseException {
        List<List<String>> rows =
                client.query(
                        "SELECT uuid, engine, engine_full, partition_key, create_table_query FROM"
                                + " system.tables WHERE database = {db:String} AND name = {table:String}",
                        names(path));
        return rows.stream()
                .findFirst()
                .map(r -> new Row(path, r.get(0), r.get(1), r.get(2), r.get(3), r.get(4)));
    }

    private static Map<String, String> names(TablePath path) {
        return Map.of("param_db", path.database(), "param_table", path.table());
    }

    private void follow(Row source, List<FedTable> fed, int depth) throws ClickHouseException {
        if (depth > MAX_DEPTH) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Materialized views below "
                            + source.path
                            + " are nested over "
                            + MAX_DEPTH
                            + " deep");
        }
        List<List<String>> views =
                client.query(
                        "SELECT d, t FROM system.tables ARRAY JOIN dependencies_database AS d,"
                                + " dependencies_table AS t WHERE database = {db:String} AND name = {table:String}",
                        names(source.path));
        for (List<String> name : views) {
            Optional<Row> view = find(new TablePath(name.get(0), name.get(1)));
            if (view.isPresent() && firesOnInsert(view.get())) {
                Optional<Row> target = find(targetOf(view.get()));
                if (target.isPresent()) {
                    fed.add(new FedTable(target.get().path, view.get().path, engine(target.get())));
                    follow(target.get(), fed, depth + 1);
                }
            }
        }
    }

    private static boolean firesOnInsert(Row view) {
        return view.engine.equals("MaterializedView") && !REFRESHED.matcher(view.create).matches();
    }

    private TablePath targetOf(Row view) throws ClickHouseException {
        Matcher named = VIEW_TARGET.matcher(view.create);
        if (named.matches()) {
            return new TablePath(unquoted(named.group(1)), unquoted(named.group(2)));
        }
        TablePath byUuid = new TablePath(view.path.database(), ".inner_id." + view.uuid);
        return find(byUuid).isPresent()
                ? byUuid
                : new TablePath(view.path.database(), ".inner." + view.path.table());
    }

    private static String unquoted(String name) {
        return name.startsWith("`")
                ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1")
                : name;
    }

    private Engine engine(Row row) throws ClickHouseException {
        DedupWindow window = DedupWindow.NONE;
        if (row.engine.startsWith("Replicated") || row.engine.startsWith("Shared")) {
            window =
                    new DedupWindow(
                            setting(row, "replicated_deduplication_window"),
                            setting(row, "replicated_deduplication_window_seconds"));
        } else if (row.engine.endsWith("MergeTree")) {
            window = new DedupWindow(setting(row, "non_replicated_deduplication_window"), 0);
        }
        return new Engine(row.engine, row.definition, window);
    }

    private long setting(Row row, String name) throws ClickHouseException {
        Matcher own = Pattern.compile("\\b" + name + " = (\\d+)").matcher(row.definition);
        if (own.find()) {
            return Long.parseLong(own.group(1));
        }
        if (mergeTreeDefaults.isEmpty()) {
            for (List<String> entry :
                    client.query(
                            "SELECT name, value FROM system.merge_tree_settings WHERE name LIKE"
                                    + " '%deduplication_window%'")) {
                mergeTreeDefaults.put(entry.get(0), entry.get(1));
            }
        }
        return Long.parseLong(mergeTreeDefaults.getOrDefault(name, "0"));
    }

    /**
     * By which expression the server fills the fence column where an insert does not; empty if
     * there is none. Throws if it is there but of no use.
     */
    private Optional<String> fence(TablePath path) throws ClickHouseException {
        List<List<String>> type =
                client.query(
                        "SELECT type, default_expression FROM system.columns WHERE database = {db:String} AND table ="
                                + " {table:String} AND name = {column:String}",
                        Map.of(
                                "param_db", path.database(),
                                "param_table", path.table(),
                                "param_column", fenceColumn));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (!type.get(0).get(0).equals("UInt64")) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Column '"
                            + fenceColumn
                            + "' of "
                            + path
                            + " is "
                            + type.get(0).get(0)
                            + ", the fence must be UInt64. Name another with"
                            + " 'sink.exactly-once.fence-column', or add one: "
                            + Guarantee.addFence(path, fenceColumn));
        }
        return Optional.of(type.get(0).get(1));
    }
}
