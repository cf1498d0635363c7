// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that no bundled library has a vulnerability of the list; needs no network. */
class VulnerabilitiesTest {

    private record Vulnerability(
            String library, LibraryVersion from, LibraryVersion before, String id, String source) {

        static Vulnerability parse(String line) {
            String[] fields = line.split("\\s*\\|\\s*", -1);
            assertThat(fields).as(line).hasSize(5).doesNotContain("");
            return new Vulnerability(
                    fields[0],
                    new LibraryVersion(fields[1]),
                    new LibraryVersion(fields[2]),
                    fields[3],
                    fields[4]);
        }

        boolean isIn(String coordinates) {
            int colon = coordinates.lastIndexOf(':');
            LibraryVersion version = new LibraryVersion(coordinates.substring(colon + 1));
            return coordinates.substring(0, colon).equals(library)
                    && version.compareTo(from) >= 0
                    && version.compareTo(before) < 0;
        }
    }

    @Test
    void noBundledLibraryHasAKnownVulnerability() throws IOException {
        for (String library : Files.readAllLines(Path.of("bundled.txt"))) {
            assertThat(known())
                    .as("vulnerabilities of %s; take a version that is fixed", library)
                    .noneMatch(vulnerability -> vulnerability.isIn(library));
        }
    }

    @Test
    void aVulnerableVersionIsFound() throws IOException {
        assertThat(known())
                .filteredOn(each -> each.isIn("org.apache.httpcomponents.core5:httpcore5-h2:5.3.4"))
                .extracting(Vulnerability::id)
                .containsExactly("CVE-2025-8671", "CVE-2026-54428");
        assertThat(known())
                .filteredOn(each -> each.isIn("io.airlift:aircompressor:2.0.2"))
                .extracting(Vulnerability::id)
                .containsExactly("CVE-2025-67721");
    }

    @Test
    void versionsHaveTheirOrder() {
        List<LibraryVersion> ascending =
                List.of("0", "0.27", "1.9.10", "1.10.1", "5.5-alpha1", "5.5-beta2", "5.5", "5.5.1")
                        .stream()
                        .map(LibraryVersion::new)
                        .toList();
        assertThat(ascending).isSorted();
        assertThat(new LibraryVersion("5.5")).isEqualByComparingTo(new LibraryVersion("5.5.0"));
    }

    private static List<Vulnerability> known() throws IOException {
        return Files.readAllLines(Path.of("vulnerabilities.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Vulnerability::parse)
                .toList();
    }
}
