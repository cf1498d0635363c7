// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the bill of materials (CycloneDX 1.6) names exactly what is bundled. */
class SbomITCase {

    private static final Path SOURCE = Path.of("sbom", "bom.json");
    private static final String VERSION = "${project.version}";
    private static final String TIME = "${project.build.outputTimestamp}";

    /** {@code -Ddocs.update} writes the file instead; build again then. */
    @Test
    void namesExactlyTheBundledLibraries() throws IOException {
        String expected = bom();
        if (System.getProperty("docs.update") != null) {
            Files.writeString(SOURCE, expected);
        }
        assertThat(SOURCE).as("run again with -Ddocs.update").hasContent(expected);
    }

    @Test
    void isInTheJarWithTheVersionOfTheJar() throws IOException {
        String expected =
                bom().replace(VERSION, System.getProperty("project.version"))
                        .replace(TIME, System.getProperty("fixed.time"));
        assertThat(PackagedJar.shipped().text("META-INF/sbom/bom.json")).isEqualTo(expected);
    }

    private static String bom() throws IOException {
        String ours = "pkg:maven/io.flinkhouse/flink-sql-connector-clickhouse@" + VERSION;
        List<String> components = new ArrayList<>();
        List<String> references = new ArrayList<>();
        List<PackagedJar> bundled = PackagedJar.bundled();
        for (PackagedJar library : bundled.subList(1, bundled.size())) {
            List<String> names = List.of(library.coordinates().split(":"));
            String reference = "pkg:maven/%s/%s@%s".formatted(names.toArray());
            references.add(quoted(reference));
            components.add(component(names, reference, sha256(library.path())));
        }
        return """
        {
          "bomFormat": "CycloneDX",
          "specVersion": "1.6",
          "version": 1,
          "metadata": {
            "timestamp": "%s",
            "component": %s
          },
          "components": [%s],
          "dependencies": [{"ref": "%s", "dependsOn": [%s]}]
        }
        """
                .formatted(
                        TIME,
                        component(
                                List.of("io.flinkhouse", "flink-sql-connector-clickhouse", VERSION),
                                ours,
                                ""),
                        components.stream().sorted().collect(Collectors.joining(", ")),
                        ours,
                        references.stream().sorted().collect(Collectors.joining(", ")));
    }

    /** All are under the Apache License; {@link PackageITCase} compares the NOTICE. */
    private static String component(List<String> names, String reference, String sha256) {
        return """
        {
            "type": "library",
            "bom-ref": "%s",
            "group": "%s",
            "name": "%s",
            "version": "%s",%s
            "licenses": [{"license": {"id": "Apache-2.0"}}],
            "purl": "%s"
          }"""
                .formatted(
                        reference,
                        names.get(0),
                        names.get(1),
                        names.get(2),
                        sha256.isEmpty()
                                ? ""
                                : "\n    \"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}],"
                                        .formatted(sha256),
                        reference);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no SHA-256", e);
        }
    }
}
