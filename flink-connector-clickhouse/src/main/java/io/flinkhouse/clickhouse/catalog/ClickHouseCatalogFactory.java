// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.procedure.Procedures;
import io.flinkhouse.clickhouse.table.ClickHouseConnectorOptions;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.factories.CatalogFactory;

import java.util.Set;

/** Creates the catalog of {@code CREATE CATALOG … WITH ('type' = 'clickhouse', 'url' = …)}. */
@PublicEvolving
public final class ClickHouseCatalogFactory implements CatalogFactory {

    @Override
    public String factoryIdentifier() {
        return "clickhouse";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(ClickHouseConnectorOptions.URL);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(
                ClickHouseCatalogOptions.DEFAULT_DATABASE,
                ClickHouseConnectorOptions.USERNAME,
                ClickHouseConnectorOptions.PASSWORD,
                ClickHouseConnectorOptions.PASSWORD_FILE);
    }

    @Override
    public Catalog createCatalog(Context context) {
        try {
            CatalogSettings settings = CatalogSettings.of(context.getOptions());
            return new ServerCatalog(
                    context.getName(),
                    settings,
                    new Procedures(settings.connection().withDatabase(settings.defaultDatabase())));
        } catch (ValidationException | IllegalArgumentException e) {
            throw new ValidationException(
                    "CREATE CATALOG '" + context.getName() + "': " + e.getMessage());
        }
    }
}
