// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.api.ValidationException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that planning says of the options of other connectors what the pages on migrating say. */
class MigratingPagesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| (.*?) \\|$");
    private static final Pattern OPTION = Pattern.compile("`([a-z][a-z0-9-]*(?:[.-][a-z0-9-]+)+)`");
    private static final Pattern MEANT = Pattern.compile("Did you mean '([^']+)'");

    @ParameterizedTest
    @ValueSource(strings = {"community-connector.md", "flink-jdbc.md"})
    void planningNamesTheOptionThatThePageNames(String page) throws IOException {
        String text = Files.readString(Path.of("..", "docs", "migrating", page));
        List<MatchResult> rows = ROW.matcher(text).results().toList();
        assertThat(rows).hasSizeGreaterThan(8);
        int refused = 0;
        for (MatchResult row : rows) {
            for (MatchResult option : OPTION.matcher(row.group(1)).results().toList()) {
                refused += isExplained(option.group(1), row.group(2)) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(4);
    }

    /** Tells whether planning refuses the option; its advice must be on the page then. */
    private static boolean isExplained(String option, String here) {
        try {
            OptionNames.check(Set.of(option), Optional.empty());
            return false;
        } catch (ValidationException e) {
            assertThat(e.getMessage())
                    .doesNotContain("Kafka source", "The options are")
                    .containsPattern("emove th(e|is)\\s+option|Did you mean");
            MEANT.matcher(e.getMessage())
                    .results()
                    .forEach(meant -> assertThat(here).as(option).contains(meant.group(1)));
            return true;
        }
    }
}
