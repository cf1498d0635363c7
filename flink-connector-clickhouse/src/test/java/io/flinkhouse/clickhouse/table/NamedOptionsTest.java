// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.streaming.connectors.kafka.table.KafkaConnectorOptions;
import org.apache.flink.table.factories.FactoryUtil;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that messages and pages name only existing options. */
class NamedOptionsTest {

    private static final Path ROOT = Path.of("..");
    private static final String SOURCES = "src/main/java";

    private static final Pattern LITERAL = Pattern.compile("\"(?:\\\\.|[^\"\\\\\n])*\"");

    /** Not inside a longer name, such as those of Flink's own configuration. */
    private static final Pattern OPTION =
            Pattern.compile(
                    "(?<![\\w.-])(?:sink|scan|lookup)\\.(?!md\\b)[a-z][a-z0-9.-]*(?![\\w(])");

    /** The first column, and tables of another connector, on the pages for its users. */
    private static final Pattern OTHER_CONNECTOR =
            Pattern.compile("(?m)^\\|[^|]*\\||'connector' = '(?!clickhouse')[^;]*;");

    /** Names of options in other connectors, and the places that mention them. */
    private static final Set<String> FOREIGN =
            Set.of(
                    "OptionNames.java: scan.auto-commit",
                    "OptionNames.java: sink.batch-size",
                    "OptionNames.java: sink.buffer-flush.interval",
                    "OptionNames.java: sink.buffer-flush.max-rows",
                    "OptionNames.java: sink.flush-interval",
                    "OptionNames.java: sink.ignore-delete",
                    "OptionNames.java: sink.max-retries",
                    "OptionNames.java: sink.partition-",
                    "OptionNames.java: sink.sharding",
                    "OptionNames.java: sink.update-strategy",
                    "OptionNames.java: sink.write-local",
                    "OptionNames.java: lookup.cache.caching-missing-key",
                    "OptionNames.java: lookup.cache.max-rows",
                    "OptionNames.java: lookup.cache.ttl",
                    "OptionNames.java: lookup.max-retry-times",
                    "changelog.md: sink.ignore-delete",
                    "dead-letters.md: sink.transactional-id-prefix",
                    "kafka.md: sink.transactional-id-prefix");

    private static final Set<String> KNOWN =
            Stream.concat(
                            Stream.of(
                                            ClickHouseConnectorOptions.class,
                                            ClickHouseSinkOptions.class,
                                            ClickHouseScanOptions.class,
                                            ClickHouseLookupOptions.class)
                                    .flatMap(NamedOptionsTest::keys),
                            Stream.concat(
                                    keys(FactoryUtil.class),
                                    keys(KafkaConnectorOptions.class)
                                            .filter(name -> name.startsWith("scan."))))
                    .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void everyOptionInAMessageExists() throws IOException {
        List<Path> sources = files(".java").filter(f -> f.toString().contains(SOURCES)).toList();
        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(unknown(sources)).isEmpty();
    }

    @Test
    void everyOptionOnAPageExists() throws IOException {
        Path docs = ROOT.resolve("docs");
        List<Path> pages =
                files(".md")
                        .filter(f -> f.startsWith(docs) || f.equals(ROOT.resolve("README.md")))
                        .toList();
        assertThat(pages).hasSizeGreaterThan(10);
        assertThat(unknown(pages)).isEmpty();
    }

    @Test
    void findsNamesThatDoNotExist() {
        assertThat(unknownIn("lower 'sink.batch.max-rows', not 'sink.flush.max-rows'."))
                .containsExactly("sink.batch.max-rows");
        assertThat(unknownIn("`scan.startup.mod` or `lookup.cach`, see scan.startup.mode."))
                .containsExactly("scan.startup.mod", "lookup.cach");
        assertThat(unknownIn("table.exec.sink.upsert-materialize, scan.watermark.*, sink.flush.*"))
                .isEmpty();
    }

    private static Set<String> unknown(List<Path> files) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            String text = Files.readString(file);
            if (file.toString().endsWith(".java")) {
                text = LITERAL.matcher(text).results().map(MatchResult::group).toList().toString();
            } else if (file.getParent().endsWith("migrating")) {
                text = OTHER_CONNECTOR.matcher(text).replaceAll("");
            }
            unknownIn(text).map(name -> file.getFileName() + ": " + name).forEach(found::add);
        }
        found.removeAll(FOREIGN);
        return found;
    }

    private static Stream<String> unknownIn(String text) {
        return OPTION.matcher(text)
                .results()
                .filter(name -> !isPackage(name.group()))
                .map(name -> withoutFullStop(name, text))
                .filter(name -> !isKnown(name));
    }

    /** The dot that ends a sentence is no part of the name; one before a wildcard is. */
    private static String withoutFullStop(MatchResult name, String text) {
        boolean isPrefix =
                name.end() < text.length() && "*\"".indexOf(text.charAt(name.end())) >= 0;
        return isPrefix ? name.group() : name.group().replaceFirst("\\.$", "");
    }

    private static boolean isKnown(String name) {
        return KNOWN.contains(name)
                || name.endsWith(".") && KNOWN.stream().anyMatch(known -> known.startsWith(name));
    }

    private static boolean isPackage(String name) {
        String root = NamedOptionsTest.class.getPackageName().replaceFirst("\\.\\w+$", "");
        String folder = (root + "." + name).replaceFirst("\\.$", "").replace('.', '/');
        return Files.isDirectory(Path.of(SOURCES, folder));
    }

    private static Stream<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        }
    }

    private static Stream<String> keys(Class<?> declaring) {
        return OptionTable.options(declaring).stream().map(ConfigOption::key);
    }
}
