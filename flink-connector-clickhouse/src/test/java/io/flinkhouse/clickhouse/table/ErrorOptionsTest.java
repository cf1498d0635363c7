// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ErrorMode;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.table.api.ValidationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ErrorOptionsTest {

    @Test
    void failUnlessOneSaysOtherwise() {
        ErrorOptions errors = errors(Map.of());
        assertThat(errors.rows()).isEqualTo(ErrorMode.FAIL);
        assertThat(errors.messages()).isEqualTo(ErrorMode.FAIL);
    }

    @Test
    void theTableIsOfTheSameDatabaseUnlessItNamesAnother() {
        assertThat(
                        errors(
                                        Map.of(
                                                "sink.error-mode", "dead-letter",
                                                "sink.dead-letter.table", "dead"))
                                .deadLetters())
                .contains(new TablePath("shop", "dead"));
        assertThat(
                        errors(
                                        Map.of(
                                                "scan.error-mode", "dead-letter",
                                                "sink.dead-letter.table", "ops.dead"))
                                .deadLetters())
                .contains(new TablePath("ops", "dead"));
    }

    @Test
    void deadLettersNeedATable() {
        refused(
                Map.of("sink.error-mode", "dead-letter"),
                "'sink.error-mode' = 'dead-letter' needs");
        refused(
                Map.of("scan.error-mode", "dead-letter"),
                "'scan.error-mode' = 'dead-letter' needs");
    }

    @Test
    void aTableThatNothingGoesToIsAMistake() {
        refused(Map.of("sink.dead-letter.table", "dead"), "'sink.dead-letter.table' is not used");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "x.", ".x", " .x"})
    void aTableWithoutANameIsAMistake(String table) {
        refused(
                Map.of("sink.error-mode", "dead-letter", "sink.dead-letter.table", table),
                "'sink.dead-letter.table' is '" + table + "'; give the name of a table");
    }

    @Test
    void aToleranceNeedsAModeThatTolerates() {
        refused(Map.of("scan.error-tolerance", "5"), "'scan.error-mode' = 'skip'");
        refused(
                Map.of("scan.error-tolerance", "-1", "scan.error-mode", "skip"),
                "set it to 0 or more");
        assertThat(
                        errors(Map.of("scan.error-tolerance", "0", "scan.error-mode", "skip"))
                                .tolerance())
                .contains(0L);
    }

    @Test
    void aModeThatDoesNotExistIsToldWithThoseThatDo() {
        refused(Map.of("sink.error-mode", "ignore"), "one of 'dead-letter', 'fail', 'skip'");
    }

    private static void refused(Map<String, String> options, String reason) {
        assertThatThrownBy(() -> errors(options))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(reason);
    }

    private static ErrorOptions errors(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(Map.of("url", "http://ch", "table-name", "t", "database-name", "shop"));
        return new TableOptions(all).errors();
    }
}
