// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/failure-cases.md} names a test, or a reason, for each of the 50 cases. */
class FailureCasesTest {

    private static final Pattern CASE =
            Pattern.compile("(?m)^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final List<String> PACKAGES =
            List.of("io.flinkhouse.sink.commit.", "io.flinkhouse.sink.", "io.flinkhouse.table.");

    @Test
    void everyCaseIsThereOnce() throws IOException {
        assertThat(CASE.matcher(page()).results().map(row -> Integer.parseInt(row.group(1))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 50).boxed().toList());
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
        Path endToEnd = Path.of("../e2e-tests/src/test/java/io/flinkhouse/e2e", type + ".java");
        if (Files.exists(endToEnd)) {
            return Files.readString(endToEnd).contains("void " + method + "(");
        }
        return PACKAGES.stream()
                .flatMap(name -> load(name + type).stream())
                .flatMap(found -> Arrays.stream(found.getDeclaredMethods()))
                .anyMatch(found -> found.getName().equals(method));
    }

    private static List<Class<?>> load(String name) {
        try {
            return List.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return List.of(); // perhaps in the other package
        }
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/failure-cases.md"));
    }
}
