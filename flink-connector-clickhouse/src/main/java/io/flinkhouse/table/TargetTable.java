// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.sink.changelog.ChangePlan;
import io.flinkhouse.sink.changelog.EngineFacts;
import io.flinkhouse.sql.TablePath;

import java.util.List;
import java.util.Optional;

/**
 * The table on the server, as far as planning needs to know it.
 *
 * @param changes what it makes of inserts, updates and deletes
 * @param obstacle why this user cannot write to it, whatever the rows
 */
record TargetTable(
        EngineFacts facts,
        List<TargetColumn> columns,
        ChangePlan changes,
        Optional<String> obstacle) {

    TablePath path() {
        return facts.path();
    }

    String engine() {
        return facts.engine().name();
    }

    Optional<TargetColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    List<String> columnNames() {
        return columns.stream().map(TargetColumn::name).toList();
    }
}
