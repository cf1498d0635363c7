// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import io.flinkhouse.clickhouse.passthrough.MessageFormat.Framing;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A family of input formats that the server parses in the same way.
 *
 * @param settings the settings of every INSERT; users may choose some of them
 * @param shaping the check of messages under such settings
 * @param crossing types whose values the server reads across the end of a line
 */
record MessageFamily(
        Framing framing,
        Map<String, String> settings,
        Shaping shaping,
        Optional<Pattern> crossing) {

    /** Creates the check of messages for given settings. */
    interface Shaping {
        MessageShape of(Map<String, String> settings);
    }

    static final String CSV_DELIMITER = "format_csv_delimiter";
    static final String TSV_RETURNS = "input_format_tsv_crlf_end_of_line";

    private static final Map<String, String> CSV_SETTINGS =
            Map.of(
                    CSV_DELIMITER,
                    ",",
                    "format_csv_allow_double_quotes",
                    "1",
                    "format_csv_allow_single_quotes",
                    "0",
                    "input_format_csv_allow_cr_end_of_line",
                    "0",
                    "input_format_csv_allow_whitespace_or_tab_as_delimiter",
                    "0",
                    "input_format_csv_deserialize_separate_columns_into_tuple",
                    "0",
                    "input_format_csv_detect_header",
                    "0",
                    "input_format_csv_skip_first_lines",
                    "0",
                    "input_format_csv_skip_trailing_empty_lines",
                    "0",
                    "input_format_csv_trim_whitespaces",
                    "1");

    private static final Map<String, String> TSV_SETTINGS =
            Map.of(
                    TSV_RETURNS,
                    "0",
                    "input_format_tsv_detect_header",
                    "0",
                    "input_format_tsv_skip_first_lines",
                    "0",
                    "input_format_tsv_skip_trailing_empty_lines",
                    "0");

    private static final Pattern VECTORS = Pattern.compile("QBit\\(.*");
    private static final Pattern BRACKETS =
            Pattern.compile(
                    "(Nullable\\(|SimpleAggregateFunction\\(\\w+, )*(Array|Tuple|Map|Nested|QBit|"
                            + "Point|Ring|LineString|MultiLineString|Polygon|MultiPolygon)\\b.*");

    static final MessageFamily JSON_OBJECTS = lines(new JsonShape(JsonShape.Row.OBJECT));
    static final MessageFamily JSON_ARRAYS = lines(new JsonShape(JsonShape.Row.ARRAY));
    static final MessageFamily CSV =
            new MessageFamily(
                    Framing.LINES,
                    CSV_SETTINGS,
                    settings -> new CsvShape(delimiter(settings.get(CSV_DELIMITER))),
                    Optional.of(VECTORS));
    static final MessageFamily TABS =
            new MessageFamily(
                    Framing.LINES,
                    TSV_SETTINGS,
                    settings -> new TabShape(true, isOn(settings.get(TSV_RETURNS))),
                    Optional.of(BRACKETS));
    static final MessageFamily RAW_TABS =
            new MessageFamily(
                    Framing.LINES,
                    TSV_SETTINGS,
                    settings -> new TabShape(false, isOn(settings.get(TSV_RETURNS))),
                    Optional.empty());
    static final MessageFamily PAIRS =
            new MessageFamily(
                    Framing.LINES,
                    Map.of(),
                    settings -> new TabShape(true, true),
                    Optional.of(BRACKETS));
    static final MessageFamily REGEXP =
            new MessageFamily(
                    Framing.LINES,
                    Map.of("format_regexp_skip_unmatched", "0"),
                    settings -> MessageShape.Plain.NOT_EMPTY,
                    Optional.empty());
    static final MessageFamily TEXT = lines(MessageShape.Plain.ANY);
    static final MessageFamily BSON = plain(Framing.CONCATENATED, new BsonShape());
    static final MessageFamily PROTOBUF = plain(Framing.LENGTH_DELIMITED, new ProtobufShape());

    private static MessageFamily lines(MessageShape shape) {
        return plain(Framing.LINES, shape);
    }

    private static MessageFamily plain(Framing framing, MessageShape shape) {
        return new MessageFamily(framing, Map.of(), settings -> shape, Optional.empty());
    }

    private static byte delimiter(String text) {
        if (text.length() != 1 || text.charAt(0) > 127 || " \t\r\n\"'".contains(text)) {
            throw new IllegalArgumentException(
                    "'settings."
                            + CSV_DELIMITER
                            + "' is not one ASCII character; give one other than a quote or white space;"
                            + " for tabs use the format TabSeparatedRaw.");
        }
        return (byte) text.charAt(0);
    }

    private static boolean isOn(String value) {
        return value.equals("1") || value.equalsIgnoreCase("true");
    }
}
