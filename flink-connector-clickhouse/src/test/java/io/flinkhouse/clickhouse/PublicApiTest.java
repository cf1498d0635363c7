// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import org.apache.flink.annotation.Experimental;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.Public;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.source.Source;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the API is closed: a {@link PublicEvolving} type mentions only such types. */
class PublicApiTest {

    private static final List<Class<? extends Annotation>> STABLE =
            List.of(Public.class, PublicEvolving.class, Experimental.class);

    private static final List<JavaClass> CODE =
            new ClassFileImporter()
                            .withImportOption(new ImportOption.DoNotIncludeTests())
                            .importPackages("io.flinkhouse")
                            .stream()
                            .filter(type -> !type.getSimpleName().equals("package-info"))
                            .toList();

    @Test
    void everyPublicTypeSaysWhomItIsFor() {
        assertThat(CODE.stream().filter(PublicApiTest::isOpen).filter(type -> !says(type)))
                .as("public types without @PublicEvolving or @Internal")
                .isEmpty();
    }

    @Test
    void theApiMentionsOnlyWhatIsStable() {
        Set<String> leaks = new TreeSet<>();
        for (JavaClass type : api()) {
            for (JavaMember member : type.getMembers()) {
                if (isForUsers(member)) {
                    mentioned(member)
                            .filter(used -> !isStable(used))
                            .forEach(
                                    used ->
                                            leaks.add(
                                                    member.getFullName() + " → " + used.getName()));
                }
            }
            supertypes(type)
                    .filter(used -> !isStable(used))
                    .forEach(used -> leaks.add(type.getName() + " → " + used.getName()));
        }
        assertThat(leaks).isEmpty();
    }

    @Test
    void theApiIsWhatTheUserGuideSpeaksOf() {
        assertThat(api().stream().map(JavaClass::getSimpleName))
                .contains(
                        "ClickHouseSink",
                        "ClickHouseSinkBuilder",
                        "ClickHouseSource",
                        "ClickHouseSourceBuilder",
                        "RecordMapping",
                        "ChangelogOptions",
                        "RowMapping",
                        "AvroRowMapping",
                        "ClickHouseConnectorOptions",
                        "ClickHouseSinkOptions");
    }

    private static List<JavaClass> api() {
        return CODE.stream().filter(type -> type.isAnnotatedWith(PublicEvolving.class)).toList();
    }

    private static boolean isOpen(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiTest::isOpen).orElse(true);
    }

    private static boolean says(JavaClass type) {
        return Stream.iterate(
                        Optional.of(type), Optional::isPresent, t -> t.get().getEnclosingClass())
                .map(Optional::get)
                .anyMatch(
                        t ->
                                t.isAnnotatedWith(PublicEvolving.class)
                                        || t.isAnnotatedWith(Internal.class));
    }

    private static boolean isForUsers(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC)
                        || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !member.isAnnotatedWith(Internal.class);
    }

    /** With the arguments of generic types. */
    private static Stream<JavaClass> mentioned(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.of(
                        code.getParameterTypes().stream(),
                        Stream.of(code.getReturnType()),
                        code.getTypeParameters().stream(),
                        code.getExceptionTypes().stream())
                .flatMap(types -> types)
                .flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    /** Flink demands the types of splits and of their state as arguments of a source. */
    private static Stream<JavaClass> supertypes(JavaClass type) {
        return Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
                .flatMap(
                        parent ->
                                parent.toErasure().isEquivalentTo(Source.class)
                                        ? Stream.of(parent.toErasure())
                                        : parent.getAllInvolvedRawTypes().stream());
    }

    private static boolean isStable(JavaClass used) {
        JavaClass type = used.getBaseComponentType();
        if (type.getPackageName().startsWith("io.flinkhouse")
                || type.getPackageName().startsWith("org.apache.flink")) {
            return STABLE.stream().anyMatch(type::isAnnotatedWith)
                    || type.getEnclosingClass().filter(PublicApiTest::isStable).isPresent();
        }
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || type.getPackageName().startsWith("org.apache.avro");
    }
}
