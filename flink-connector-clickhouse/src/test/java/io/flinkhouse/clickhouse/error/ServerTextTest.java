// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what exceptions and logs show of texts that ClickHouse 26.7 wrote. */
class ServerTextTest {

    private static final List<String> TEXTS =
            List.of(
                    "Code: 469. DB::Exception: Constraint `pos` for table d.t"
                            + " (437efb7d-d731-4ea8-a360-70208448913f) is violated at row 1."
                            + " Expression: ((id > 0) AND (n != 'x')). Column values: id = -5, n ="
                            + " 'SECRET'. (VIOLATED_CONSTRAINT) (version 26.7.2.1)",
                    "Code: 6. DB::Exception: Cannot parse string 'SECRET' as UInt8: syntax error at"
                            + " begin of string. Note: there are toUInt8OrZero and toUInt8OrNull"
                            + " functions: while executing 'FUNCTION toUInt8(__table1.n :: 1)':"
                            + " while pushing to view d.v. (CANNOT_PARSE_TEXT) (version 26.7.2.1)",
                    "Code: 27. DB::Exception: Cannot parse input: expected '\"' before:"
                            + " 'SECRET\",\"n\":\"s\"}': (while reading the value of key id): (at row"
                            + " 1)\n: While executing ParallelParsingBlockInputFormat."
                            + " (CANNOT_PARSE_INPUT_ASSERTION_FAILED) (version 26.7.2.1)",
                    "Code: 349. DB::Exception: Cannot convert NULL value to non-Nullable type:"
                            + " while converting source column `name` from type Nullable(String)"
                            + " to destination type String. (CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN)"
                            + " (version 26.7.2.1)",
                    "Code: 32. DB::Exception: Attempt to read after eof: Cannot parse UInt8 from"
                            + " String, because value is too short: while executing 'FUNCTION"
                            + " equals(n, SECRET_UInt64)'. (ATTEMPT_TO_READ_AFTER_EOF) (version"
                            + " 26.7.2.1)",
                    "Code: 53. DB::Exception: Cannot convert string 'SECRET\\'SECRET' to type Int32:"
                            + " while executing function equals on arguments id Int32 Int32(size ="
                            + " 0), 'SECRET'_String. (TYPE_MISMATCH) (version 26.7.2.1)",
                    "Code: 47. DB::Exception: Unknown expression or function identifier `foo` in"
                            + " scope _CAST(if((d.t.id IN ('SECRET', '2')) AND (foo = 'SECRET'), 0,"
                            + " _row_exists), 'UInt8'). (UNKNOWN_IDENTIFIER) (version 26.7.2.1)",
                    "Code: 62. DB::Exception: Syntax error: failed at position 40 ('SECRET'):"
                            + " 'SECRET'. Expected one of: token sequence, Dot, token. (SYNTAX_ERROR)"
                            + " (version 26.7.2.1)",
                    "Code: 395. DB::Exception: my words: while executing 'FUNCTION"
                            + " throwIf(equals(__table1.number, SECRET_UInt8) :: 5)'."
                            + " (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)",
                    "Code: 376. DB::Exception: Cannot parse uuid SECRET: Cannot parse UUID from"
                            + " String: In scope SELECT toUUID('SECRET'). (CANNOT_PARSE_UUID)"
                            + " (version 26.7.2.1)",
                    "Code: 341. DB::Exception: Exception happened during execution of mutation"
                            + " 'mutation_2.txt' with part 'all_1_1_0' reason: 'Code: 6."
                            + " DB::Exception: Cannot parse string 'SECRET' as Int32'."
                            + " (UNFINISHED) (version 26.7.2.1)",
                    "Code: 115. DB::Exception: Setting no_such is neither a builtin setting nor"
                            + " started with the prefix 'SQL_' registered for user-defined settings."
                            + " (UNKNOWN_SETTING) (version 26.7.2.1)",
                    "Code: 497. DB::Exception: u: Not enough privileges. To execute this query,"
                            + " it's necessary to have the grant INSERT(id, n) ON d.t."
                            + " (ACCESS_DENIED) (version 26.7.2.1)",
                    "Code: 241. DB::Exception: (total) memory limit exceeded: would use 3.00 GiB,"
                            + " maximum: 2.00 GiB. OvercommitTracker decision: Query was selected to"
                            + " stop. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)",
                    "Code: 190. DB::Exception: Elements 'n.a' and 'n.b' of Nested data structure 'n'"
                            + " (Array columns) have different array sizes."
                            + " (SIZES_OF_ARRAYS_DONT_MATCH) (version 26.7.2.1)",
                    "Code: 497. DB::Exception: " + "x".repeat(10_000));

    @Test
    void codeNameAndPlaceStayAndValuesGo() throws IOException {
        List<String> shown = TEXTS.stream().map(ServerTextTest::shown).toList();
        if (Boolean.getBoolean("messages.update")) {
            Files.write(Path.of("src/test/resources/messages/server-texts.txt"), shown);
        }
        assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain("SECRET"));
        try (InputStream golden =
                ServerTextTest.class.getResourceAsStream("/messages/server-texts.txt")) {
            assertThat(shown)
                    .containsExactlyElementsOf(
                            new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                                    .lines()
                                    .toList());
        }
    }

    @Test
    void theWholeTextStaysForDeadLetters() {
        ClickHouseException error = ClickHouseException.ofServer(469, "", TEXTS.get(0), "u");
        assertThat(error.wholeMessage()).isEqualTo(TEXTS.get(0));
        assertThat(error).hasMessageNotContaining("SECRET");
        assertThat(error.kind()).isEqualTo(FailureKind.REJECT);
    }

    private static String shown(String text) {
        int code = Integer.parseInt(text.substring(6, text.indexOf('.')));
        return ServerText.shown(code, text);
    }
}
