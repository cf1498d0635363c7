// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Presents a table to the Kafka connector with Kafka's options only, and without a primary key. */
@Internal
public class KafkaContext implements DynamicTableFactory.Context {

    private final DynamicTableFactory.Context table;
    private final ResolvedCatalogTable catalogTable;
    private final Map<String, String> enrichment;

    KafkaContext(
            DynamicTableFactory.Context table,
            ResolvedCatalogTable catalogTable,
            Map<String, String> enrichment) {
        this.table = table;
        this.catalogTable = catalogTable;
        this.enrichment = enrichment;
    }

    /**
     * Returns a context with Kafka's options only.
     *
     * @param own accepts the names of Kafka's options
     */
    public static KafkaContext of(DynamicTableFactory.Context table, Predicate<String> own) {
        ResolvedCatalogTable catalogTable = table.getCatalogTable();
        return new KafkaContext(
                table,
                catalogTable.copy(filtered(catalogTable.getOptions(), own)),
                filtered(table.getEnrichmentOptions(), own));
    }

    private static Map<String, String> filtered(
            Map<String, String> options, Predicate<String> own) {
        Map<String, String> filtered = new HashMap<>(options);
        filtered.keySet().removeIf(own.negate());
        filtered.put(FactoryUtil.CONNECTOR.key(), KafkaConnector.IDENTIFIER);
        return filtered;
    }

    @Override
    public ObjectIdentifier getObjectIdentifier() {
        return table.getObjectIdentifier();
    }

    @Override
    public ResolvedCatalogTable getCatalogTable() {
        return catalogTable;
    }

    @Override
    public Map<String, String> getEnrichmentOptions() {
        return enrichment;
    }

    @Override
    public ReadableConfig getConfiguration() {
        return table.getConfiguration();
    }

    @Override
    public ClassLoader getClassLoader() {
        return table.getClassLoader();
    }

    @Override
    public boolean isTemporary() {
        return table.isTemporary();
    }

    /**
     * Returns no key: it belongs to ClickHouse, and Kafka's connector rejects one with most
     * formats.
     */
    @Override
    public int[] getPrimaryKeyIndexes() {
        return new int[0];
    }
}
