// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that docs/README.md leads to every page, and that links to sections lead to one. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path INDEX = ROOT.resolve("docs/README.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]*)(?:#([^)]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```");

    private static final List<String> MODULES =
            List.of("flink-connector-clickhouse", "flink-sql-connector-clickhouse", "e2e-tests");
    private static final Pattern TEST =
            Pattern.compile("`(?:[a-z.]+\\.)?([A-Z]\\w*(?:Test|ITCase|E2ECase))[`#]");

    private record Link(Path from, Path to, String section) {}

    @Test
    void everyPageIsReachedFromTheIndex() throws IOException {
        Set<Path> reached = new TreeSet<>(Set.of(INDEX));
        Deque<Path> left = new ArrayDeque<>(reached);
        while (!left.isEmpty()) {
            links(left.pop())
                    .map(Link::to)
                    .filter(page -> page.startsWith(ROOT.resolve("docs")) && reached.add(page))
                    .filter(page -> page.toString().endsWith(".md"))
                    .forEach(left::push);
        }
        assertThat(pages()).hasSizeGreaterThan(20).allMatch(reached::contains);
    }

    @Test
    void theIndexItselfNamesEveryPage() throws IOException {
        Set<Path> named = links(INDEX).map(Link::to).collect(Collectors.toSet());
        assertThat(pages()).filteredOn(page -> !page.equals(INDEX)).allMatch(named::contains);
    }

    @Test
    void theReadmeLeadsToTheIndex() {
        assertThat(links(ROOT.resolve("README.md")).map(Link::to)).contains(INDEX);
    }

    /** A claim that names its test is worth nothing without it. */
    @Test
    void everyTestOnAPageExists() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.forEach(file -> tests.add(file.getFileName().toString()));
            }
        }
        for (Path page : pages()) {
            assertThat(matches(TEST, text(page)).map(name -> name.group(1) + ".java"))
                    .as(page.toString())
                    .allMatch(tests::contains);
        }
    }

    @Test
    void everyLinkToASectionLeadsToOne() throws IOException {
        for (Path page : pages()) {
            assertThat(links(page).filter(link -> link.section() != null))
                    .allMatch(link -> sections(link.to()).contains(link.section()));
        }
    }

    @Test
    void aSectionHasTheNameThatItsLinkHas() {
        assertThat(section("Update, `DELETE` and what's next: 2.x"))
                .isEqualTo("update-delete-and-whats-next-2x");
    }

    private static Stream<Link> links(Path page) {
        return matches(LINK, text(page))
                .map(
                        link ->
                                new Link(
                                        page,
                                        link.group(1).isEmpty()
                                                ? page
                                                : page.resolveSibling(link.group(1)).normalize(),
                                        link.group(2)));
    }

    private static Set<String> sections(Path page) {
        return matches(HEADING, text(page))
                .map(heading -> section(heading.group(1)))
                .collect(Collectors.toSet());
    }

    /** As GitHub names the anchor of a heading. */
    private static String section(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .strip()
                .replace(' ', '-');
    }

    private static String text(Path page) {
        try {
            return CODE.matcher(Files.readString(page)).replaceAll("");
        } catch (IOException e) {
            throw new IllegalStateException(page + " cannot be read", e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static Set<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return docs.filter(path -> path.toString().endsWith(".md"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
