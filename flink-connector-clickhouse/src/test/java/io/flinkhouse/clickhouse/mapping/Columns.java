// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import java.util.ArrayList;
import java.util.List;

/** Creates columns of a table. */
final class Columns {

    private Columns() {}

    /** Pairs of a name and a ClickHouse type. */
    static List<ColumnSpec> of(String... namesAndTypes) {
        List<ColumnSpec> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            ClickHouseType type = TypeParser.parse(namesAndTypes[i + 1]);
            columns.add(new ColumnSpec(namesAndTypes[i], type, TypeMapping.toFlink(type)));
        }
        return columns;
    }
}
