// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import io.flinkhouse.clickhouse.testutils.process.Distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the fat jar links against every supported Flink version. */
class LinkITCase {

    /** Abstract in 1.20 only; nothing there calls it on a sink that has the newer method. */
    private static final String OLD_CREATE_WRITER =
            " lacks implementation of org/apache/flink/api/connector/sink2/Sink.createWriter"
                    + "(Lorg/apache/flink/api/connector/sink2/Sink$InitContext;)"
                    + "Lorg/apache/flink/api/connector/sink2/SinkWriter;";

    /** Abstract from 2.1 on; nothing calls it, because a column of type VARIANT is refused. */
    private static final String GET_VARIANT =
            "/BlockRow lacks implementation of org/apache/flink/table/data/RowData.getVariant"
                    + "(I)Lorg/apache/flink/types/variant/Variant;";

    /** From 2.0 on; the classes that have it are not loaded before. */
    private static final String SHUFFLE =
            "org/apache/flink/table/connector/source/abilities/SupportsLookupCustomShuffle";

    private static final String SHADED = "io/flinkhouse/clickhouse/shaded/";

    private final PackagedJar jar = PackagedJar.shipped();

    @ParameterizedTest
    @MethodSource("io.flinkhouse.clickhouse.testutils.process.Distribution#flinkLines")
    void everyReferenceOfOurCodeExists(String line) throws IOException {
        List<PackagedJar> all = new ArrayList<>(List.of(jar));
        Distribution.flinkApi(line).forEach(flink -> all.add(new PackagedJar(flink)));
        LinkCheck check = new LinkCheck(new ClassPath(all), name -> true);

        List<String> ours = classes(false);
        ours.forEach(check::check);

        assertThat(ours).hasSizeGreaterThan(100);
        assertThat(check.problems()).allMatch(problem -> isHarmless(line, problem));
    }

    /** Servers that tests start do not: see {@code server.jvm.verification} in the parent pom. */
    @ParameterizedTest
    @MethodSource("io.flinkhouse.clickhouse.testutils.process.Distribution#flinkLines")
    void theJvmVerifiesOurCode(String line) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(jar.path().toUri().toURL()));
        for (Path flink : Distribution.flinkApi(line)) {
            urls.add(flink.toUri().toURL());
        }
        List<String> problems = new ArrayList<>();
        ClassLoader jdk = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), jdk)) {
            for (String name : classes(false)) {
                try {
                    Class.forName(name.replace('/', '.'), true, loader);
                } catch (ClassNotFoundException | LinkageError e) {
                    problems.add(name + ": " + e);
                }
            }
        }
        assertThat(problems).allMatch(problem -> isHarmless(line, problem));
    }

    /** The minimised libraries still contain all classes that they need of each other. */
    @Test
    void everyReferenceBetweenBundledLibrariesExists() throws IOException {
        LinkCheck check =
                new LinkCheck(new ClassPath(List.of(jar)), name -> name.startsWith(SHADED));

        classes(true).forEach(check::check);

        assertThat(check.problems()).isEmpty();
    }

    private static boolean isHarmless(String line, String problem) {
        return line.startsWith("1.20.")
                        && (problem.endsWith(OLD_CREATE_WRITER) || problem.contains(SHUFFLE))
                || problem.endsWith(GET_VARIANT);
    }

    private List<String> classes(boolean shaded) throws IOException {
        return jar.names().stream()
                .filter(name -> name.endsWith(".class") && name.startsWith(SHADED) == shaded)
                .map(name -> name.substring(0, name.length() - ".class".length()))
                .toList();
    }
}
