// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/failure-cases.md} names a test, or a reason, for each of the cases. */
class FailureCasesTest {

    private static final Pattern CASE =
            Pattern.compile("(?m)^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void everyCaseIsThereOnce() throws IOException {
        List<Integer> cases =
                CASE.matcher(page()).results().map(row -> Integer.valueOf(row.group(1))).toList();
        assertThat(cases)
                .hasSizeGreaterThan(64)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, cases.size()).boxed().toList());
    }

    @Test
    void everyTestNamedExists() throws IOException {
        List<MatchResult> named = TEST.matcher(page()).results().toList();
        assertThat(named)
                .hasSizeGreaterThan(50)
                .allSatisfy(
                        test ->
                                assertThat(hasTest(test.group(1), test.group(2)))
                                        .as(test.group())
                                        .isTrue());
    }

    private static boolean hasTest(String type, String method) throws IOException {
        for (String module : List.of(".", "../e2e-tests")) {
            try (Stream<Path> sources = Files.walk(Path.of(module, "src/test/java"))) {
                Optional<Path> source =
                        sources.filter(path -> path.endsWith(type + ".java")).findFirst();
                if (source.isPresent()) {
                    return Files.readString(source.get()).contains(" void " + method + "(");
                }
            }
        }
        return false;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/failure-cases.md"));
    }
}
