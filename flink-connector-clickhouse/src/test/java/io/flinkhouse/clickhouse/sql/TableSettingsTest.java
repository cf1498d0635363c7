// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TableSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1 | 1",
                "'1' | 1",
                "0 | 0",
                "true | 1",
                "false | 0",
                "TRUE | 1",
                "'true' | 1",
                "'False' | 0",
                "-1 | -1",
                "'-1' | -1",
                "+5 | 5",
                "18446744073709551615 | 9223372036854775807",
                "10.0 | 10",
                "1e3 | 1000",
                "'1Gi' | 1073741824",
                "'5k' | 5000",
                "'2 MiB' | 2097152"
            })
    void valuesAreNumbers(String written, long value) {
        assertThat(TableSettings.number("MergeTree ORDER BY id SETTINGS s = " + written, "s"))
                .hasValue(value);
        assertThat(
                        TableSettings.number(
                                "MergeTree ORDER BY id SETTINGS s=" + written + ", b=2", "s"))
                .hasValue(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "MergeTree ORDER BY id",
                "MergeTree ORDER BY (id, x = 's = 1')",
                "MergeTree ORDER BY (id, x = ' SETTINGS s = 1')",
                "MergeTree ORDER BY `SETTINGS s = 1` SETTINGS b = 1",
                "MergeTree ORDER BY (id, s = 1)",
                "MergeTree ORDER BY (id, s = 1) SETTINGS b = 2",
                "MergeTree ORDER BY id SETTINGS b = 's = 1'",
                "MergeTree ORDER BY id SETTINGS b = 'it\\'s, s = 1'",
                "MergeTree ORDER BY id SETTINGS b = 'it''s, s = 1'",
                "MergeTree ORDER BY id SETTINGS s_b = 1",
                "MergeTree ORDER BY id SETTINGS b_s = 1",
                "MergeTree ORDER BY id SETTINGS s = 'default'",
                "MergeTree ORDER BY id SETTINGS S = 1"
            })
    void otherTextsAreNoSettings(String clause) {
        assertThat(TableSettings.number(clause, "s")).isEmpty();
    }

    @Test
    void aColumnMayBeNamedAsTheClause() {
        assertThat(TableSettings.number("MergeTree ORDER BY SETTINGS SETTINGS s = 7", "s"))
                .hasValue(7);
    }
}
