// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;
import io.flinkhouse.clickhouse.ddl.NewColumn;
import io.flinkhouse.clickhouse.ddl.TableLayout;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.TableChange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Translates the changes of an ALTER TABLE to statements of the server. */
final class TableAlteration {

    private final String catalog;
    private final TableDescription server;
    private final TablePath path;
    private final String onCluster;
    private final Set<String> retyped = new HashSet<>();
    private final List<String> columns = new ArrayList<>();
    private final List<String> renamed = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    /**
     * @param server the table as it is
     */
    TableAlteration(String catalog, TableDescription server, String onCluster) {
        this.catalog = catalog;
        this.server = server;
        this.path = server.path();
        this.onCluster = onCluster;
    }

    /**
     * Returns the statements; all columns change in one.
     *
     * @throws ValidationException if the server cannot make one of the changes
     */
    List<String> statements(List<TableChange> changes) {
        try {
            changes.forEach(this::add);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
        List<String> statements = new ArrayList<>();
        if (!columns.isEmpty()) {
            statements.add(alter(String.join(", ", columns)));
        }
        renamed.forEach(command -> statements.add(alter(command)));
        others.forEach(command -> statements.add(alter(command)));
        return statements;
    }

    private String alter(String commands) {
        return "ALTER TABLE " + path + onCluster + " " + commands;
    }

    private void add(TableChange change) {
        if (change instanceof TableChange.AddColumn added) {
            columns.add(
                    "ADD COLUMN "
                            + physical(added.getColumn()).definition()
                            + place(added.getPosition()));
        } else if (change instanceof TableChange.DropColumn dropped) {
            columns.add("DROP COLUMN " + Identifiers.quote(dropped.getColumnName()));
        } else if (change instanceof TableChange.ModifyColumn modified) {
            modify(modified);
        } else if (change instanceof TableChange.SetOption set) {
            set(set.getKey(), set.getValue());
        } else if (change instanceof TableChange.ResetOption reset) {
            reset(reset.getKey());
        } else {
            throw refused(
                    change.getClass().getSimpleName()
                            + " is not possible: the keys of a ClickHouse table cannot change, and it"
                            + " keeps no watermarks. Create another table, or declare it in Flink's"
                            + " own catalog with LIKE.");
        }
    }

    private void modify(TableChange.ModifyColumn change) {
        NewColumn from = physical(change.getOldColumn());
        NewColumn to = physical(change.getNewColumn());
        String old = Identifiers.quote(from.name());
        NewColumn unnamed = new NewColumn(from.name(), to.type(), to.text());
        if (!from.type().equals(to.type())) {
            columns.add("MODIFY COLUMN " + unnamed.definition() + place(change.getNewPosition()));
            retyped.add(from.name());
        } else if (change.getNewPosition() != null) {
            columns.add("MODIFY COLUMN " + asItIs(unnamed) + place(change.getNewPosition()));
        }
        String comment = unnamed.comment();
        if (!comment.equals(from.comment())) {
            columns.add("COMMENT COLUMN " + old + " " + Literals.quote(comment));
        }
        if (!from.name().equals(to.name())) {
            renamed.add("RENAME COLUMN " + old + " TO " + Identifiers.quote(to.name()));
        }
    }

    /** Returns name and type for a change of the place, which must keep the server's own type. */
    private String asItIs(NewColumn column) {
        return server.column(column.name())
                .filter(known -> !retyped.contains(column.name()))
                .map(known -> Identifiers.quote(column.name()) + " " + known.type())
                .orElseGet(column::definition);
    }

    private NewColumn physical(Column column) {
        if (!column.isPhysical()) {
            throw refused(
                    "'"
                            + column.getName()
                            + "' is a computed or metadata column, which ClickHouse keeps as"
                            + " MATERIALIZED or ALIAS: ALTER TABLE in ClickHouse.");
        }
        return NewColumn.of(column);
    }

    private static String place(TableChange.ColumnPosition position) {
        if (position instanceof TableChange.After after) {
            return " AFTER " + Identifiers.quote(after.column());
        }
        return position instanceof TableChange.First ? " FIRST" : "";
    }

    private void set(String option, String value) {
        if (option.startsWith(ClickHouseTableOptions.SETTINGS_PREFIX)) {
            others.add(
                    "MODIFY SETTING "
                            + TableLayout.setting(option)
                            + " = "
                            + TableLayout.value(value));
        } else if (option.equals(ClickHouseTableOptions.TABLE_TTL.key())) {
            others.add("MODIFY TTL " + value);
        } else {
            throw refused(unchangeable(option));
        }
    }

    private void reset(String option) {
        if (option.startsWith(ClickHouseTableOptions.SETTINGS_PREFIX)) {
            others.add("RESET SETTING " + TableLayout.setting(option));
        } else if (option.equals(ClickHouseTableOptions.TABLE_TTL.key())) {
            others.add("REMOVE TTL");
        } else {
            throw refused(unchangeable(option));
        }
    }

    private static String unchangeable(String option) {
        return "the option '"
                + option
                + "' cannot change. 'table.ttl' and 'table.settings.<name>' can; options of the"
                + " connector are set in CREATE CATALOG, or for one statement by /*+ OPTIONS(…) */.";
    }

    private ValidationException refused(String why) {
        return new ValidationException(
                "Cannot alter table " + path + " of catalog '" + catalog + "': " + why);
    }
}
