// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import io.flinkhouse.clickhouse.config.Secret;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests the dependencies between packages, and which classes of libraries may be used. */
class ArchitectureTest {

    private static final String ROOT = "io.flinkhouse.clickhouse";

    private static final JavaClasses CODE = read(Path.of("target/classes"));

    @ParameterizedTest
    @MethodSource("packages")
    void usesOnlyWhatItMay(String name) {
        List<String> allowed = new ArrayList<>(PackageLevels.MAY_USE.get(name));
        allowed.add(name);
        classes()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(full(allowed))))
                .check(CODE);
    }

    @Test
    void everyPackageIsInTheMap() {
        assertThat(existingPackages())
                .hasSizeGreaterThan(5)
                .isSubsetOf(PackageLevels.MAY_USE.keySet());
    }

    @Test
    void noPackageIsPartOfACycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void theDocumentedLevelsAreTheMap() throws Exception {
        Map<String, List<String>> documented =
                Files.readAllLines(Path.of("../docs/architecture.md")).stream()
                        .filter(line -> line.matches("\\| \\d+ \\| `.*"))
                        .map(line -> line.split("\\|", -1))
                        .collect(
                                Collectors.toMap(
                                        cells -> cells[2].replace('`', ' ').strip(),
                                        cells -> words(cells[4])));
        assertThat(documented).isEqualTo(PackageLevels.MAY_USE);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        assertThat(existingPackages())
                .allMatch(
                        name ->
                                Files.exists(
                                        Path.of("src/main/java/io/flinkhouse/clickhouse")
                                                .resolve(name.replace('.', '/'))
                                                .resolve("package-info.java")));
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helpers?|Manager|Impl)(\\$.*)?")
                .check(CODE);
    }

    @Test
    void onlyWhatUsersAndFlinkSeeIsCalledClickHouse() {
        classes()
                .that()
                .haveSimpleNameStartingWith("ClickHouse")
                .and()
                .areTopLevelClasses()
                .and()
                .resideOutsideOfPackage(ROOT + ".table")
                .should()
                .bePublic()
                .check(CODE);
    }

    @Test
    void onlyTheClientNamesTheHttpLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".client")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.hc.."))
                .check(CODE);
    }

    /** Internal classes of libraries may change in any release. */
    @Test
    void nothingRestsOnTheInnardsOfALibrary() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("com.clickhouse..", "org.apache.hc..internal..", "sun..")
                                .or(annotatedWith("org.apache.hc.core5.annotation.Internal")))
                .check(CODE);
    }

    @Test
    void onlyTheKafkaTableNamesKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".kafka..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.kafka..", "org.apache.flink..kafka.."))
                .check(CODE);
    }

    /** Avro is optional: no class that other jobs load may name it. */
    @Test
    void onlyTheMappingOfAvroRecordsNamesAvro() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Avro\\w+(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.avro.."))
                .check(CODE);
    }

    /** Classes that differ between Flink's versions, or are internal to Flink. */
    @Test
    void nothingRestsOnFlinksInnards() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "org.apache.flink.shaded..",
                                "org.apache.flink..legacy..",
                                "com.esotericsoftware..",
                                "com.google.."))
                .check(CODE);
    }

    @Test
    void theHotPathDoesNotLog() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".codec")
                .should()
                .dependOnClassesThat(resideInAPackage("org.slf4j.."))
                .check(CODE);
    }

    @Test
    void nobodyWritesToTheConsole() {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(CODE);
        noClasses().should().callMethodWhere(target(name("printStackTrace"))).check(CODE);
    }

    @Test
    void everyPasswordIsASecret() {
        fields().that()
                .haveNameMatching("(?i).*(password|secret|accesstoken)")
                .and()
                .areNotStatic()
                .should()
                .haveRawType(Secret.class)
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void onlyTheClientSeesASecret() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".client", ROOT + ".config")
                .should()
                .callMethod(Secret.class, "reveal")
                .check(CODE);
    }

    /** Without the classes of others, of which all rules need the names only. */
    private static JavaClasses read(Path classes) {
        return ArchConfiguration.withThreadLocalScope(
                configuration -> {
                    configuration.setResolveMissingDependenciesFromClassPath(false);
                    return new ClassFileImporter().importPath(classes);
                });
    }

    private static Set<String> existingPackages() {
        return CODE.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()))
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .collect(Collectors.toSet());
    }

    @Test
    void noTwoClassesHaveOneName() {
        assertThat(
                        CODE.stream()
                                .filter(type -> !type.isAnonymousClass())
                                .map(JavaClass::getSimpleName)
                                .filter(name -> !name.equals("package-info")))
                .doesNotHaveDuplicates();
    }

    static Set<String> packages() {
        return PackageLevels.MAY_USE.keySet();
    }

    private static List<String> words(String cell) {
        return cell.isBlank() ? List.of() : List.of(cell.strip().split(", *"));
    }

    private static String[] full(List<String> names) {
        return names.stream().map(name -> ROOT + "." + name).toArray(String[]::new);
    }
}
