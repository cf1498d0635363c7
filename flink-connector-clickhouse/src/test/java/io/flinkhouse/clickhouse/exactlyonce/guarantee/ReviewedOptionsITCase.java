// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.testutils.process.Distribution;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each option of Flink on checkpoints, restarts, recovery and execution was reviewed for
 * exactly-once delivery: {@code flink-options.txt} names it and says how it was found to be.
 */
class ReviewedOptionsITCase {

    private static final Pattern IN_SCOPE =
            Pattern.compile(
                    "(execution|restart-strategy|state|pipeline|sink|slow-task-detector"
                            + "|high-availability|job-result-store|table\\.exec"
                            + "|jobmanager\\.(scheduler|execution|adaptive-scheduler|partition))\\b.*"
                            + "|scheduler-mode");

    private static final Path TESTS =
            Path.of("src/test/java/io/flinkhouse/clickhouse/sink/FlinkSettingsITCase.java");

    private record Reviewed(String pattern, String verdict, String reason) {

        static Reviewed of(String line) {
            String[] parts = line.split("\\s+", 3);
            return new Reviewed(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
        }

        boolean names(String option) {
            return pattern.endsWith("*")
                    ? option.startsWith(pattern.substring(0, pattern.length() - 1))
                    : option.equals(pattern);
        }
    }

    @Test
    void everyOptionIsNamedAndEveryNameIsAnOption() throws Exception {
        List<Reviewed> reviewed = reviewed();
        Set<String> options = new TreeSet<>();
        for (String line : Distribution.flinkLines()) {
            options.addAll(options(line));
        }

        assertThat(options).hasSizeGreaterThan(200);
        assertThat(options)
                .as("options of Flink that nobody has reviewed")
                .allMatch(option -> reviewed.stream().anyMatch(one -> one.names(option)));
        assertThat(reviewed)
                .as("names of no option of Flink")
                .allMatch(one -> options.stream().anyMatch(one::names));
    }

    @Test
    void whatIsSaidToBeTestedIsTestedAndTheRestHasAReason() throws IOException {
        String tests = Files.readString(TESTS);

        assertThat(reviewed())
                .allMatch(
                        one ->
                                Set.of("refused", "tested", "flink", "limit", "read")
                                        .contains(one.verdict))
                .allMatch(one -> !one.reason.isEmpty() || tests.contains(one.pattern + "="));
    }

    private static List<Reviewed> reviewed() throws IOException {
        try (InputStream in =
                ReviewedOptionsITCase.class.getResourceAsStream("flink-options.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Reviewed::of)
                    .toList();
        }
    }

    private static Set<String> options(String line) throws Exception {
        List<Path> jars = Distribution.flinkApi(line);
        Set<String> keys = new TreeSet<>();
        try (URLClassLoader flink =
                new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader())) {
            Class<?> option = flink.loadClass("org.apache.flink.configuration.ConfigOption");
            for (String name : optionClasses(jars)) {
                for (Field field : flink.loadClass(name).getDeclaredFields()) {
                    if (field.getType() == option && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        keys.add((String) option.getMethod("key").invoke(field.get(null)));
                    }
                }
            }
        }
        keys.removeIf(key -> !IN_SCOPE.matcher(key).matches());
        return keys;
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    private static List<String> optionClasses(List<Path> jars) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path jar : jars) {
            if (jar.getFileName().toString().startsWith("flink-")) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    file.stream()
                            .map(entry -> entry.getName())
                            .filter(
                                    name ->
                                            name.matches(
                                                    "org/apache/flink/(?!.*shaded).*Options?\\.class"))
                            .map(name -> name.replace('/', '.').replaceFirst("\\.class$", ""))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }
}
