// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class TypeTableTest {

    private static final Path PAGE = Path.of("../docs/generated/types.md");

    @Test
    void isUpToDate() throws IOException {
        if (System.getProperty("docs.update") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, TypeTable.markdown());
        }
        assertThat(PAGE).hasContent(TypeTable.markdown());
    }

    @Test
    void hasALineForEveryType() {
        for (TypeFamily family : TypeFamily.values()) {
            assertThat(MappingTable.of(family)).as("%s", family).isNotNull();
        }
    }
}
