// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the pages for contributors name existing classes. */
class WhereIsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CLASS =
            Pattern.compile("\\b(?:[a-z][a-z0-9]*\\.)*[A-Z]\\w+(?![\\w.<])");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)[^)]*\\)");

    @Test
    void everyClassOfTheIndexExists() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        String index = page.substring(page.indexOf("## Where is"));
        List<String> named =
                all(QUOTED, index).map(m -> m.group(1)).filter(CLASS.asMatchPredicate()).toList();
        assertThat(named).hasSizeGreaterThan(30).allMatch(WhereIsTest::exists);
    }

    /** In drawings a class carries its package, so that words are not taken for classes. */
    @Test
    void everyClassOfTheDrawingsExists() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        List<String> named =
                all(Pattern.compile("```.*?```", Pattern.DOTALL), page)
                        .flatMap(block -> all(CLASS, block.group()))
                        .map(MatchResult::group)
                        .filter(name -> name.contains("."))
                        .toList();
        assertThat(named).hasSizeGreaterThan(10).allMatch(WhereIsTest::exists);
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            assertThat(all(LINK, Files.readString(page)).map(m -> m.group(1)))
                    .as(page.toString())
                    .allMatch(target -> Files.exists(page.resolveSibling(target)));
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static boolean exists(String name) {
        String file = "java/io/flinkhouse/clickhouse/" + name.replace('.', '/') + ".java";
        return Stream.of(
                        "flink-connector-clickhouse/src/main",
                        "flink-connector-clickhouse/src/test",
                        "flink-sql-connector-clickhouse/src/test",
                        "e2e-tests/src/test")
                .anyMatch(folder -> Files.exists(ROOT.resolve(folder).resolve(file)));
    }

    private static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
