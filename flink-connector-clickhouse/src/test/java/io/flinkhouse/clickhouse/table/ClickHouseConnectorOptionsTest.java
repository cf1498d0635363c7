// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.catalog.ClickHouseCatalogOptions;
import io.flinkhouse.clickhouse.client.ClientOptions;
import io.flinkhouse.clickhouse.ddl.ClickHouseTableOptions;

import org.apache.flink.configuration.ConfigOption;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ClickHouseConnectorOptionsTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "generated", "options.md");

    /** {@code -Ddocs.update} writes the document instead. */
    @Test
    void theOptionTableIsUpToDate() throws IOException {
        String expected =
                "<!-- Written by ClickHouseConnectorOptionsTest from the classes of options. -->\n\n"
                        + OptionTable.of(
                                ClickHouseConnectorOptions.class,
                                ClickHouseConnectorOptions.REQUIRED)
                        + clientOptions()
                        + "\nOptions for writing ClickHouse:\n\n"
                        + OptionTable.of(ClickHouseSinkOptions.class, List.of())
                        + "\nOptions for reading ClickHouse, which a table with `topic` does not"
                        + " have:\n\n"
                        + OptionTable.of(ClickHouseScanOptions.class, List.of())
                        + "\nOptions for lookup joins, which a table with `topic` does not have:\n\n"
                        + OptionTable.of(ClickHouseLookupOptions.class, List.of())
                        + "\nOptions of ClickHouse tables that the connector creates, by"
                        + " `sink.create-table` or by `CREATE TABLE` in [a"
                        + " catalog](../user-guide/catalog.md):\n\n"
                        + OptionTable.of(ClickHouseTableOptions.class, List.of())
                        + "\nOptions of `CREATE CATALOG … WITH ('type' = 'clickhouse')` besides those"
                        + " that are defaults for its tables:\n\n"
                        + OptionTable.of(ClickHouseCatalogOptions.class, List.of());
        if (System.getProperty("docs.update") != null) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(DOCUMENT).as("run again with -Ddocs.update").hasContent(expected);
    }

    private static String clientOptions() {
        StringBuilder table =
                new StringBuilder(
                        "\n`client.<name>` is one of these, or `client.http_header_<Name>` for a"
                                + " header of each request:\n\n| option | description |\n|---|---|\n");
        ClientOptions.descriptions()
                .forEach(
                        (name, text) -> table.append("| `client." + name + "` | " + text + " |\n"));
        return table.toString();
    }

    @Test
    void everyOptionIsKnownToTheFactory() {
        List<ConfigOption<?>> known = new ArrayList<>(ClickHouseConnectorOptions.SINGLE);
        known.add(ClickHouseConnectorOptions.SETTINGS);
        known.add(ClickHouseConnectorOptions.CLIENT);
        assertThat(OptionTable.options(ClickHouseConnectorOptions.class))
                .containsExactlyInAnyOrderElementsOf(known);

        ClickHouseDynamicTableFactory factory = new ClickHouseDynamicTableFactory();
        assertThat(OptionTable.options(ClickHouseSinkOptions.class))
                .containsExactlyElementsOf(ClickHouseSinkOptions.ALL);
        assertThat(OptionTable.options(ClickHouseScanOptions.class))
                .containsExactlyElementsOf(ClickHouseScanOptions.ALL);
        assertThat(OptionTable.options(ClickHouseLookupOptions.class))
                .containsExactlyElementsOf(ClickHouseLookupOptions.ALL);
        assertThat(factory.requiredOptions()).hasSize(1);
        assertThat(factory.optionalOptions())
                .containsAll(ClickHouseSinkOptions.ALL)
                .containsAll(ClickHouseScanOptions.ALL)
                .containsAll(ClickHouseTableOptions.SINGLE)
                .containsAll(ClickHouseLookupOptions.ALL)
                .hasSize(
                        known.size()
                                - 3
                                + ClickHouseSinkOptions.ALL.size()
                                + ClickHouseScanOptions.ALL.size()
                                + ClickHouseTableOptions.SINGLE.size()
                                + ClickHouseLookupOptions.ALL.size())
                .doesNotContainAnyElementsOf(factory.requiredOptions());
    }
}
