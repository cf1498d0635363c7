// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.delegation.Parser;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that Flink parses the statements of the pages that create its tables and catalogs. */
class DocumentedSqlTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```sql\\n(.*?)^ *```");
    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");

    /** Statements that ClickHouse would not understand. */
    private static final Pattern FLINK =
            Pattern.compile(
                    "(?s)\\s*(CREATE (TEMPORARY )?TABLE .*'connector' =.*|CREATE CATALOG .*|CALL"
                            + " .*)");

    @Test
    void theStatementsOfThePagesAreFlinks() throws IOException {
        Parser parser =
                ((TableEnvironmentInternal)
                                TableEnvironment.create(EnvironmentSettings.inStreamingMode()))
                        .getParser();
        List<String> wrong = new ArrayList<>();
        int parsed = 0;
        for (Path page : pages()) {
            for (String statement : statements(page)) {
                parsed++;
                try {
                    parser.parse(statement);
                } catch (SqlParserException e) {
                    wrong.add(ROOT.relativize(page) + ": " + e.getMessage() + "\n" + statement);
                } catch (ValidationException | TableException e) {
                    // Names a table or procedure that only the reader has.
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(parsed).isGreaterThan(25);
    }

    private static List<String> statements(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map(block -> COMMENT.matcher(block.group(1)).replaceAll(""))
                .flatMap(block -> Arrays.stream(block.split(";\\s*\\n")))
                .filter(statement -> FLINK.matcher(statement).matches())
                .toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(docs, Stream.of(ROOT.resolve("README.md")))
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }
}
