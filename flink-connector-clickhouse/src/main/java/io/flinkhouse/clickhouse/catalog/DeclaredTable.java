// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;
import io.flinkhouse.clickhouse.ddl.NewColumn;
import io.flinkhouse.clickhouse.ddl.NewTable;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.table.ClickHouseConnectorOptions;
import io.flinkhouse.clickhouse.table.ClickHouseSinkOptions;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.utils.EncodingUtils;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table of CREATE TABLE: refuses what ClickHouse cannot keep, and returns what to create. */
final class DeclaredTable {

    private final String catalog;
    private final ObjectPath path;
    private final CatalogSettings settings;

    DeclaredTable(String catalog, ObjectPath path, CatalogSettings settings) {
        this.catalog = catalog;
        this.path = path;
        this.settings = settings;
    }

    /**
     * @throws ValidationException if ClickHouse cannot keep a part of the table
     */
    NewTable newTable(CatalogBaseTable table) {
        if (!(table instanceof ResolvedCatalogTable resolved)) {
            throw refused(
                    "only tables can be created, no views or materialized tables. CREATE TEMPORARY"
                            + " VIEW, create it in Flink's own catalog, or CREATE VIEW in"
                            + " ClickHouse.");
        }
        refuseDivision(resolved);
        Map<String, String> options = layoutOptions(resolved.getOptions());
        return newTable(resolved.getResolvedSchema(), options, comment(resolved));
    }

    private static String comment(ResolvedCatalogTable table) {
        return table.getComment() == null ? "" : table.getComment();
    }

    private NewTable newTable(ResolvedSchema schema, Map<String, String> options, String comment) {
        schema.getColumns().stream()
                .filter(column -> !column.isPhysical())
                .findFirst()
                .ifPresent(
                        column -> {
                            throw refused(
                                    "'"
                                            + column.getName()
                                            + "' is a computed or metadata column, which ClickHouse"
                                            + " cannot keep for Flink. "
                                            + inFlink(column.getName() + " AS …"));
                        });
        if (!schema.getWatermarkSpecs().isEmpty()) {
            throw refused(
                    "it has a WATERMARK, which ClickHouse cannot keep. "
                            + inFlink("WATERMARK FOR …"));
        }
        List<String> key =
                schema.getPrimaryKey().map(UniqueConstraint::getColumns).orElse(List.of());
        try {
            NewTable made =
                    new NewTable(
                            new TablePath(path.getDatabaseName(), path.getObjectName()),
                            schema.getColumns().stream().map(NewColumn::of).toList(),
                            key,
                            settings.layoutOf(options),
                            fence(),
                            comment);
            made.ddl(false); // finds types that ClickHouse does not have
            return made;
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private String fence() {
        return settings.shown()
                .getOrDefault(
                        ClickHouseSinkOptions.SINK_EXACTLY_ONCE_FENCE_COLUMN.key(),
                        ExactlyOnceConfig.DEFAULT_FENCE_COLUMN);
    }

    /** Returns the statement that declares more in Flink's own catalog, over the same table. */
    private String inFlink(String more) {
        String name = EncodingUtils.escapeIdentifier(path.getObjectName());
        return "Create the table without it, and then: CREATE TABLE"
                + " default_catalog.default_database."
                + name
                + " ("
                + more
                + ") WITH ('password' = '…') LIKE "
                + EncodingUtils.escapeIdentifier(catalog)
                + "."
                + EncodingUtils.escapeIdentifier(path.getDatabaseName())
                + "."
                + name;
    }

    private void refuseDivision(ResolvedCatalogTable table) {
        if (table.isPartitioned()) {
            throw refused(
                    "PARTITIONED BY is not supported. Remove it, and set 'table.partition-by' = "
                            + Literals.quote(String.join(", ", table.getPartitionKeys()))
                            + ".");
        }
        if (table.getDistribution().isPresent()) {
            throw refused(
                    "DISTRIBUTED BY is not supported. Remove it; ClickHouse distributes rows by"
                            + " tables with the engine Distributed.");
        }
    }

    /**
     * Returns the options of the layout. Options that a LIKE took from another table of this
     * catalog are left out; they are the catalog's own.
     */
    private Map<String, String> layoutOptions(Map<String, String> given) {
        Map<String, String> own = new HashMap<>(settings.shown());
        own.put("connector", "clickhouse");
        Map<String, String> layout = new TreeMap<>();
        new TreeMap<>(given)
                .forEach(
                        (name, value) -> {
                            if (ClickHouseTableOptions.has(name)) {
                                layout.put(name, value);
                            } else if (!value.equals(own.get(name)) && !isName(name, given)) {
                                throw refused(foreign(name));
                            }
                        });
        return layout;
    }

    private static boolean isName(String option, Map<String, String> given) {
        return "clickhouse".equals(given.get("connector"))
                && (option.equals(ClickHouseConnectorOptions.DATABASE_NAME.key())
                        || option.equals(ClickHouseConnectorOptions.TABLE_NAME.key()));
    }

    private String foreign(String option) {
        if (option.equals("connector")) {
            return "'connector' is not 'clickhouse', but this catalog holds ClickHouse tables only."
                    + " Remove it; after LIKE write EXCLUDING OPTIONS. Or create the table in Flink's"
                    + " own catalog, default_catalog.default_database.";
        }
        return "ClickHouse cannot keep the option '"
                + option
                + "'. Only the options table.* say how the table is created. Set it for all tables"
                + " in CREATE CATALOG, for one statement by /*+ OPTIONS('"
                + option
                + "' = '…') */ behind the table, or for a table of Flink's own catalog: CREATE TABLE"
                + " default_catalog.default_database."
                + EncodingUtils.escapeIdentifier(path.getObjectName())
                + " WITH ('"
                + option
                + "' = '…', 'password' = '…') LIKE "
                + EncodingUtils.escapeIdentifier(catalog)
                + "."
                + EncodingUtils.escapeIdentifier(path.getDatabaseName())
                + "."
                + EncodingUtils.escapeIdentifier(path.getObjectName());
    }

    private ValidationException refused(String why) {
        return new ValidationException(
                "Cannot create table "
                        + path.getFullName()
                        + " in catalog '"
                        + catalog
                        + "': "
                        + why);
    }
}
