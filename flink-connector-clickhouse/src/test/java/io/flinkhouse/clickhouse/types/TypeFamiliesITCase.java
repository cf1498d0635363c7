// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ClickHouseExtension.class)
class TypeFamiliesITCase {

    /** Other names for what the table lists; the server's own tables never show them. */
    private static final Map<String, String> SYNONYMS =
            Map.of(
                    "DateTime32", "DateTime32",
                    "Decimal32", "Decimal32(2)",
                    "Decimal64", "Decimal64(2)",
                    "Decimal128", "Decimal128(2)",
                    "Decimal256", "Decimal256(2)",
                    "Enum", "Enum('a' = 1)");

    @Test
    void everyTypeOfTheServerIsMappedOrListedAsRefused(ClickHouseDatabase db) {
        List<List<String>> families =
                db.query("SELECT name FROM system.data_type_families WHERE alias_to = ''");

        assertThat(families).hasSizeGreaterThan(60).allSatisfy(TypeFamiliesITCase::assertKnown);
    }

    private static void assertKnown(List<String> row) {
        String name = row.get(0);
        boolean synonym =
                SYNONYMS.containsKey(name)
                        && TypeParser.parse(SYNONYMS.get(name)).family() != TypeFamily.UNKNOWN;
        assertThat(synonym || TypeFamily.named(name).isPresent())
                .as("type %s: map it or list it as refused in MappingTable", name)
                .isTrue();
    }
}
