// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import io.flinkhouse.clickhouse.passthrough.MessageFormat.Framing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageFormatTest {

    @ParameterizedTest
    @CsvSource({
        "JSONEachRow, LINES",
        "TSV, LINES",
        "BSONEachRow, CONCATENATED",
        "Protobuf, LENGTH_DELIMITED"
    })
    void knowsHowMessagesAreToldApart(String name, Framing framing) {
        assertThat(MessageFormat.of(name).framing()).isEqualTo(framing);
    }

    @ParameterizedTest
    @CsvSource({
        "Avro, use the Flink format 'avro'",
        "AvroConfluent, use the Flink format 'avro-confluent'",
        "RowBinary, use BSONEachRow or Protobuf",
        "MsgPack, has no end mark",
        "Values, use JSONCompactEachRow or CSV",
        "CustomSeparated, use Regexp",
        "CapnProto, use Protobuf",
        "Parquet, a whole file",
        "ArrowStream, a whole file",
        "Native, send rows as JSONEachRow",
        "ProtobufSingle, use Protobuf",
        "RawBLOB, the whole insert would be one value",
        "JSON, use JSONEachRow",
        "CSVWithNames, use CSV",
        "RowBinaryWithNamesAndTypes, use BSONEachRow"
    })
    void namesWhatToUseInsteadOfAFormatThatTakesNoStream(String name, String advice) {
        assertThatThrownBy(() -> MessageFormat.of(name))
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining(advice);
    }

    @Test
    void suggestsTheNameThatWasMeant() {
        assertThatThrownBy(() -> MessageFormat.of("jsoneachrow"))
                .hasMessageContaining("Did you mean 'JSONEachRow'?");
    }

    @ParameterizedTest
    @CsvSource({
        "CSV, input_format_csv_detect_header, 1",
        "CSV, input_format_csv_skip_first_lines, 1",
        "CSV, format_csv_allow_single_quotes, 1",
        "TSV, input_format_tsv_skip_trailing_empty_lines, 1",
        "Regexp, format_regexp_skip_unmatched, 1",
        "JSONEachRow, input_format_allow_errors_num, 1",
        "LineAsString, input_format_allow_errors_ratio, 0.5"
    })
    void refusesSettingsThatMakeAMessageDependOnOthers(String name, String setting, String value) {
        assertThatThrownBy(() -> MessageFormat.of(name).with(Map.of(setting, value)))
                .hasMessageContaining("'settings." + setting + "' cannot be chosen")
                .hasMessageContaining("format " + name);
    }

    @Test
    void takesChoicesAndWhatHoldsAnyway() {
        MessageFormat format =
                MessageFormat.of("CSV")
                        .with(
                                Map.of(
                                        "format_csv_delimiter", "|",
                                        "input_format_csv_detect_header", "0",
                                        "max_memory_usage", "1"));

        assertThat(format.settings())
                .containsEntry("format_csv_delimiter", "|")
                .containsEntry("input_format_csv_detect_header", "0")
                .doesNotContainKey("max_memory_usage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "||", "\n", "\"", " "})
    void refusesADelimiterThatIsNone(String delimiter) {
        assertThatThrownBy(
                        () ->
                                MessageFormat.of("CSV")
                                        .with(Map.of("format_csv_delimiter", delimiter)))
                .hasMessageContaining("is not one ASCII character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "TSV; Array(String); true",
                "TSKV; Nullable(Tuple(UInt8, UInt8)); true",
                "TSV; SimpleAggregateFunction(sumMap, Map(String, UInt64)); true",
                "TSV; String; false",
                "TSV; Enum8('Array' = 1); false",
                "TSV; JSON; false",
                "TSVRaw; Array(String); false",
                "CSV; Array(String); false",
                "CSV; QBit(Float32, 2); true",
                "JSONEachRow; Array(String); false"
            })
    void knowsTypesThatAreReadOverTheEndOfALine(String name, String type, boolean refused) {
        assertThat(MessageFormat.of(name).refusal("c", type).isPresent()).isEqualTo(refused);
    }
}
