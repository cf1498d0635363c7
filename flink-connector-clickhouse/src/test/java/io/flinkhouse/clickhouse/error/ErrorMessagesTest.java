// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import io.flinkhouse.clickhouse.error.ErrorMessages.Message;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that all errors and log lines of the connector are in one file, that errors and warnings
 * say what to do, and that none contains a value of a row. With {@code -Dgolden.update} the file is
 * written; read what changed as a user who meets the message.
 */
class ErrorMessagesTest {

    private static final Path SOURCES =
            Path.of("src", "main", "java", "io", "flinkhouse", "clickhouse");
    private static final Path MESSAGES =
            Path.of("src", "test", "resources", "messages", "errors.txt");

    /** Messages without a next step, each below the reason. */
    private static final Path WITHOUT_STEP =
            Path.of("src", "test", "resources", "messages", "errors-without-step.txt");

    /** What a user is told to do, at the beginning of a clause. */
    private static final Pattern STEP =
            Pattern.compile(
                    "(?:^|[.;:(}] |\")(?i:add|allow|alter|audit|call|cast|change"
                            + "|check|choose|compare|configure|convert|create|declare|drop|enlarge"
                            + "|exclude|filter|fix|flatten|give|grant|insert|join|keep|leave|let|look|lower"
                            + "|make|map|name|open|put|raise|read|remove|rename|restart|restore|return"
                            + "|run|separate|set|start|upgrade|use|widen|write)\\b");

    /** What is inserted by code that takes the next step, or another message, from elsewhere. */
    private static final Pattern OTHER_MESSAGE =
            Pattern.compile(
                    "getMessage\\(\\)|^(e|failure|why|next|instead|what|reason)$"
                            + "|(?i:advice|refusal|mistakes|obstacle|lastCheckpoint|statement\\()"
                            + "|\\.(get|text|why|reason|explanation|noFollowing)\\(\\)");

    private static final Set<String> LOGGED = Set.of("debug", "info");

    /** Errors that another class completes: it adds the column, the row and the next step. */
    private static final Set<String> COMPLETED =
            Set.of("CorruptDataException", "UnfitValueException");

    /** Packages through which rows and messages pass. */
    private static final Pattern DATA =
            Pattern.compile(
                    "(block|changelog|client|codec|deadletter|kafka|lookup|mapping|passthrough"
                            + "|pushdown|rejection|sink|source)\\..*");

    /** Variables of values, rows or messages, as a whole, a part of it or a text. */
    private static final Pattern VALUE =
            Pattern.compile(
                    "(value|values|text|row|record|cell|message|payload|bytes|literal|datum"
                            + "|content|digits|letter|object|element)"
                            + "(\\[.*]|\\.(get|getField|toString|value|text|rawMessage|substring)\\(.*\\))?"
                            + "|String\\.valueOf\\(.*|Arrays\\.toString\\(.*");

    private static List<Message> messages;

    @BeforeAll
    static void readSources() throws IOException {
        messages = ErrorMessages.below(SOURCES);
    }

    @Test
    void allAreInOneFile() throws IOException {
        StringBuilder text = new StringBuilder();
        String owner = "";
        for (Message message : messages) {
            if (!message.owner().equals(owner)) {
                owner = message.owner();
                text.append(owner).append('\n');
            }
            text.append("  ").append(message).append('\n');
        }
        if (System.getProperty("golden.update") != null) {
            Files.writeString(MESSAGES, text);
        }
        assertThat(MESSAGES).as("run again with -Dgolden.update").hasContent(text.toString());
    }

    @Test
    void errorsAndWarningsSayWhatToDo() throws IOException {
        Set<String> known =
                Files.readAllLines(WITHOUT_STEP).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .collect(Collectors.toSet());
        assertThat(
                        messages.stream()
                                .filter(message -> !message.use().equals(ErrorMessages.PART))
                                .filter(message -> !LOGGED.contains(message.use()))
                                .filter(message -> !COMPLETED.contains(message.use()))
                                .filter(Predicate.not(ErrorMessagesTest::saysWhatToDo))
                                .map(message -> message.owner() + " " + message)
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void noneContainsAValue() {
        assertThat(
                        messages.stream()
                                .filter(message -> DATA.matcher(message.owner()).matches())
                                .filter(
                                        message ->
                                                message.holes().stream()
                                                        .anyMatch(VALUE.asMatchPredicate())))
                .isEmpty();
    }

    private static boolean saysWhatToDo(Message message) {
        return STEP.matcher(message.text()).find()
                || message.holes().stream().anyMatch(OTHER_MESSAGE.asPredicate());
    }
}
