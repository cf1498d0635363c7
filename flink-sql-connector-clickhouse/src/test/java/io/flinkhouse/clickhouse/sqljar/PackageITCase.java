// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the contents of the fat jar match its lists, and that none of its classes can conflict
 * with those of other jars.
 */
class PackageITCase {

    private static final String SHADED = "io/flinkhouse/clickhouse/shaded/";
    private static final String SERVICES = "META-INF/services/";
    private static final long MAX_BYTES = 3L << 20;

    private final PackagedJar jar = PackagedJar.shipped();

    @Test
    void holdsOnlyOurPackagesAndMetadata() throws IOException {
        assertThat(jar.names())
                .allMatch(
                        name -> name.startsWith("io/flinkhouse/") || name.startsWith("META-INF/"));
    }

    @Test
    void holdsOurOwnClassesAsTheyAreInTheThinJar() throws IOException {
        List<String> ours = PackagedJar.bundled().get(0).names();
        assertThat(jar.names())
                .filteredOn(name -> isClass(name) && !name.startsWith(SHADED))
                .containsExactlyInAnyOrderElementsOf(
                        ours.stream().filter(PackageITCase::isClass).toList());
    }

    @Test
    void everyRelocatedClassComesFromABundledLibrary() throws IOException {
        Set<String> known = new HashSet<>();
        for (PackagedJar library : libraries()) {
            known.addAll(library.names());
        }
        assertThat(relocatedClasses()).isNotEmpty().allMatch(known::contains);
    }

    @Test
    void everyBundledLibraryIsUsed() throws IOException {
        Set<String> relocated = new HashSet<>(relocatedClasses());
        for (PackagedJar library : libraries()) {
            assertThat(library.names())
                    .as("classes of %s in the fat jar", library.path().getFileName())
                    .anyMatch(relocated::contains);
        }
    }

    @Test
    void theBundleListIsUpToDate() throws IOException {
        List<String> packed = new ArrayList<>();
        for (PackagedJar library : libraries()) {
            packed.add(library.coordinates());
        }
        assertThat(Files.readAllLines(Path.of("bundled.txt")))
                .containsExactlyElementsOf(packed.stream().sorted().toList());
    }

    @Test
    void theNoticeNamesEveryBundledLibrary() throws IOException {
        Stream<String> named =
                jar.text("META-INF/NOTICE").lines().filter(line -> line.startsWith("- "));
        assertThat(named.map(line -> line.substring(2)))
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(Path.of("bundled.txt")));
    }

    @Test
    void everyLicenceTheNoticePointsToIsInTheJar() throws IOException {
        assertThat(jar.names()).contains("META-INF/LICENSE");
    }

    @Test
    void everyServiceFileNamesClassesOfTheJar() throws IOException {
        Set<String> names = new HashSet<>(jar.names());
        List<String> services = names.stream().filter(n -> n.startsWith(SERVICES)).toList();
        assertThat(services).contains(SERVICES + "org.apache.flink.table.factories.Factory");
        for (String service : services) {
            assertThat(
                            jar.text(service)
                                    .lines()
                                    .filter(line -> !line.isBlank() && !line.startsWith("#")))
                    .as(service)
                    .isNotEmpty()
                    .allMatch(
                            provider ->
                                    names.contains(provider.strip().replace('.', '/') + ".class"));
        }
    }

    /** Else the name of a module would follow from the name of the file. */
    @Test
    void hasTheNameOfAModule() throws IOException {
        assertThat(jar.text("META-INF/MANIFEST.MF"))
                .contains("Automatic-Module-Name: io.flinkhouse.clickhouse.sql");
        assertThat(PackagedJar.bundled().get(0).text("META-INF/MANIFEST.MF"))
                .contains("Automatic-Module-Name: io.flinkhouse.clickhouse");
    }

    @Test
    void staysSmall() throws IOException {
        assertThat(Files.size(jar.path())).isLessThan(MAX_BYTES);
    }

    /** The clock of the build would make two builds of one commit differ. */
    @Test
    void noEntryIsYoungerThanTheFixedTime() throws IOException {
        Instant fixed = Instant.parse(System.getProperty("fixed.time"));
        LocalDateTime latest = LocalDateTime.ofInstant(fixed, ZoneOffset.UTC);
        assertThat(jar.files()).noneMatch(entry -> entry.getTimeLocal().isAfter(latest));
    }

    private List<String> relocatedClasses() throws IOException {
        return jar.names().stream()
                .filter(name -> isClass(name) && name.startsWith(SHADED))
                .map(name -> name.substring(SHADED.length()))
                .toList();
    }

    private static List<PackagedJar> libraries() throws IOException {
        List<PackagedJar> bundled = PackagedJar.bundled();
        return bundled.subList(1, bundled.size());
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class");
    }
}
