// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import io.flinkhouse.clickhouse.error.Suggestion;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A ClickHouse input format for pass-through messages, with its delimiter, settings and checks.
 *
 * <p>The position of a message in an insert must not affect its rows or those of others. Settings
 * of the INSERT turn off everything that the server would do once per INSERT (headers, skipped
 * lines), and {@link MessageShape} refuses a message that would affect its neighbours. Other
 * formats are refused.
 *
 * @param settings the settings of every INSERT in this format, by name
 */
@Internal
public record MessageFormat(String name, Map<String, String> settings) implements Serializable {

    /** The bytes that delimit messages; the messages themselves are unchanged. */
    public enum Framing {
        /** A line feed ends each message; one is added if it is missing. */
        LINES,
        /** No delimiter: the format itself marks the end of a message. */
        CONCATENATED,
        /** The length of each message precedes it, as a varint. */
        LENGTH_DELIMITED
    }

    /**
     * Settings of every INSERT: skipped errors would lose messages, and parallel parsing would
     * split them.
     */
    private static final Map<String, String> ALWAYS =
            Map.of(
                    "input_format_allow_errors_num", "0",
                    "input_format_allow_errors_ratio", "0",
                    "input_format_parallel_parsing", "0");

    /** Settings that a user may choose, because the check of a message takes them into account. */
    private static final Set<String> CHOICES =
            Set.of(MessageFamily.CSV_DELIMITER, MessageFamily.TSV_RETURNS);

    private static final String TAKES_NO_STREAM =
            "each message is a whole file with its own header, and several files in one insert"
                    + " are not valid";

    private static final String NO_END =
            "such a message has no end mark, so a truncated one would consume bytes of the next"
                    + " one";

    private static final Map<String, MessageFamily> KNOWN = new TreeMap<>();
    private static final Map<String, String> REFUSED = new TreeMap<>();

    static {
        know(
                MessageFamily.JSON_OBJECTS,
                "JSONEachRow JSONLines JSONL NDJSON JSONStringsEachRow JSONAsString JSONAsObject");
        know(MessageFamily.JSON_ARRAYS, "JSONCompactEachRow JSONCompactStringsEachRow");
        know(MessageFamily.CSV, "CSV");
        know(MessageFamily.TABS, "TabSeparated TSV");
        know(MessageFamily.RAW_TABS, "TabSeparatedRaw TSVRaw");
        know(MessageFamily.PAIRS, "TSKV");
        know(MessageFamily.REGEXP, "Regexp");
        know(MessageFamily.TEXT, "LineAsString");
        know(MessageFamily.BSON, "BSONEachRow");
        know(MessageFamily.PROTOBUF, "Protobuf");
        refuse(
                "Values",
                "such a message is SQL: a ';' or a comment in it would hide the messages after"
                        + " it, and functions in it would run as the job's user; use"
                        + " JSONCompactEachRow or CSV");
        refuse(
                "CustomSeparated CustomSeparatedIgnoreSpaces",
                "the begin and end of its messages depend on settings of the whole insert; use"
                        + " Regexp, or CSV with 'settings.format_csv_delimiter'");
        refuse("Template TemplateIgnoreSpaces", "it describes a whole insert; use Regexp");
        refuse("RowBinary RowBinaryWithDefaults", NO_END + "; use BSONEachRow or Protobuf");
        refuse("MsgPack", NO_END + "; use BSONEachRow or Protobuf");
        refuse("AvroConfluent", NO_END + "; use the Flink format 'avro-confluent'");
        refuse("CapnProto", "it has not been tried with several messages; use Protobuf");
        refuse("Avro", TAKES_NO_STREAM + "; use the Flink format 'avro'");
        refuse("Parquet ORC Arrow ArrowStream", TAKES_NO_STREAM + "; send rows as JSONEachRow");
        refuse("Native", "each message would be a block of its own; send rows as JSONEachRow");
        refuse("ProtobufSingle", "it holds one message per insert; use Protobuf, same messages");
        refuse("ProtobufList", "it holds one list per insert; use Protobuf");
        refuse("RawBLOB", "the whole insert would be one value; use LineAsString");
        refuse("JSON JSONColumns", TAKES_NO_STREAM + "; use JSONEachRow");
        refuse("JSONCompact", TAKES_NO_STREAM + "; use JSONCompactEachRow");
        refuse("JSONObjectEachRow", "the whole insert would be one object; use JSONEachRow");
    }

    public MessageFormat {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    private static void know(MessageFamily family, String names) {
        for (String name : names.split(" ")) {
            KNOWN.put(name, family);
        }
    }

    private static void refuse(String names, String reason) {
        for (String name : names.split(" ")) {
            REFUSED.put(name, reason);
        }
    }

    /** Returns the names of all formats for pass-through messages. */
    public static Collection<String> names() {
        return KNOWN.keySet();
    }

    /**
     * Returns the format of this name.
     *
     * @throws IllegalArgumentException if messages of this format cannot be joined in one INSERT,
     *     with the reason and an alternative
     */
    public static MessageFormat of(String name) {
        MessageFamily family = KNOWN.get(name);
        if (family == null) {
            throw new IllegalArgumentException(
                    "Messages cannot be passed through as '" + name + "': " + refusal(name));
        }
        Map<String, String> settings = new TreeMap<>(ALWAYS);
        settings.putAll(family.settings());
        return new MessageFormat(name, settings);
    }

    private static String refusal(String name) {
        int head = name.indexOf("WithNames");
        String headless = head > 0 ? name.substring(0, head) : name;
        if (head > 0 && KNOWN.containsKey(headless)) {
            return "each message would repeat the names; use " + headless + ".";
        }
        String reason = REFUSED.get(headless);
        return reason == null ? unknown(name) : reason + ".";
    }

    private static String unknown(String name) {
        return "the connector does not support it. Supported formats: "
                + String.join(", ", names())
                + "."
                + Suggestion.didYouMean(name, names());
    }

    /**
     * Returns the format with those of the user's settings that affect its check.
     *
     * @throws IllegalArgumentException if a setting would make a message depend on its neighbours
     */
    public MessageFormat with(Map<String, String> chosen) {
        Map<String, String> all = new TreeMap<>(settings);
        chosen.forEach(
                (setting, value) -> {
                    String own = settings.get(setting);
                    if (own != null && !CHOICES.contains(setting) && !own.equals(value)) {
                        throw pinned(setting, own);
                    }
                    all.computeIfPresent(setting, (same, before) -> value);
                });
        MessageFormat format = new MessageFormat(name, all);
        format.shape();
        return format;
    }

    private IllegalArgumentException pinned(String setting, String own) {
        return new IllegalArgumentException(
                "'settings."
                        + setting
                        + "' cannot be chosen for messages of format "
                        + name
                        + ": the parsing of a message would depend on the messages around it."
                        + " The connector sends '"
                        + own
                        + "'. Remove the option.");
    }

    public Framing framing() {
        return family().framing();
    }

    /** Returns the check of a message. */
    MessageShape shape() {
        return family().shaping().of(settings);
    }

    private MessageFamily family() {
        return KNOWN.get(name);
    }

    /**
     * Returns the reason why a column cannot be filled from such messages; empty if it can.
     *
     * @param type the name of the column's type
     */
    public Optional<String> refusal(String column, String type) {
        return family().crossing()
                .filter(types -> types.matcher(type).matches())
                .map(
                        types ->
                                "Column '"
                                        + column
                                        + "' is "
                                        + type
                                        + ", which the server reads beyond the end of a line in"
                                        + " the format "
                                        + name
                                        + ", so two broken messages could become one row. Use"
                                        + " TabSeparatedRaw, or JSONEachRow.");
    }

    /** Returns whether {@link #refusal} depends on the column. */
    public boolean dependsOnColumns() {
        return family().crossing().isPresent();
    }
}
