// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import io.flinkhouse.error.Suggestion;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ClickHouse input format in which messages can stand one behind the other, and how they are told
 * apart there.
 */
@Internal
public record MessageFormat(String name, Framing framing, Emptiness emptiness)
        implements Serializable {

    /** What is put between messages; their own bytes stay as they are. */
    public enum Framing {
        /** Each message ends in a line feed; one is added where it does not. */
        LINES,
        /** Nothing: a message says itself where it ends. */
        CONCATENATED,
        /** Each message stands behind its length as a varint. */
        LENGTH_DELIMITED
    }

    /** Which messages the format would swallow without a row and without an error. */
    public enum Emptiness {
        /** None: no bytes are a row too. */
        IS_A_ROW,
        /** Those without bytes. */
        NO_BYTES,
        /** Those of white space only. */
        WHITE_SPACE
    }

    private static final String TAKES_NO_STREAM =
            "each message would be a whole file with a head of its own, and several of them in one"
                    + " insert are no valid file";

    private static final Map<String, MessageFormat> KNOWN = new TreeMap<>();
    private static final Map<String, String> REFUSED = new TreeMap<>();

    static {
        know(
                Framing.LINES,
                Emptiness.WHITE_SPACE,
                "JSONEachRow JSONLines JSONL NDJSON JSONStringsEachRow JSONCompactEachRow"
                        + " JSONCompactStringsEachRow JSONAsString JSONAsObject CSV Values");
        know(
                Framing.LINES,
                Emptiness.NO_BYTES,
                "TabSeparated TSV TabSeparatedRaw TSVRaw TSKV CustomSeparated Regexp");
        know(Framing.LINES, Emptiness.IS_A_ROW, "LineAsString");
        know(
                Framing.CONCATENATED,
                Emptiness.NO_BYTES,
                "RowBinary RowBinaryWithDefaults MsgPack BSONEachRow AvroConfluent CapnProto");
        know(Framing.LENGTH_DELIMITED, Emptiness.IS_A_ROW, "Protobuf");
        refuse("Avro", TAKES_NO_STREAM + "; use AvroConfluent, or the Flink format 'avro'");
        refuse("Parquet", TAKES_NO_STREAM + "; send rows, for example as JSONEachRow");
        refuse("ORC", TAKES_NO_STREAM + "; send rows, for example as JSONEachRow");
        refuse("Arrow", TAKES_NO_STREAM + "; send rows, for example as JSONEachRow");
        refuse("ArrowStream", TAKES_NO_STREAM + "; send rows, for example as JSONEachRow");
        refuse("Native", "each message would be a block of its own; use RowBinary");
        refuse("ProtobufSingle", "it holds one message per insert; use Protobuf, same messages");
        refuse("ProtobufList", "it holds one list per insert; use Protobuf");
        refuse("RawBLOB", "the whole insert would be one value; use LineAsString or RowBinary");
        refuse("JSON", TAKES_NO_STREAM + "; use JSONEachRow");
        refuse("JSONCompact", TAKES_NO_STREAM + "; use JSONCompactEachRow");
        refuse("JSONColumns", TAKES_NO_STREAM + "; use JSONEachRow");
        refuse("JSONObjectEachRow", "the whole insert would be one object; use JSONEachRow");
    }

    private static void know(Framing framing, Emptiness emptiness, String names) {
        for (String name : names.split(" ")) {
            KNOWN.put(name, new MessageFormat(name, framing, emptiness));
        }
    }

    private static void refuse(String name, String reason) {
        REFUSED.put(name, reason);
    }

    /** The names of all formats that messages can be passed through in. */
    public static Collection<String> names() {
        return KNOWN.keySet();
    }

    /**
     * The format of this name.
     *
     * @throws IllegalArgumentException if messages cannot be strung together in it, with the reason
     *     and what to use instead
     */
    public static MessageFormat of(String name) {
        MessageFormat format = KNOWN.get(name);
        if (format != null) {
            return format;
        }
        String reason = REFUSED.get(name);
        int head = name.indexOf("WithNames");
        if (head > 0) {
            String headless = name.substring(0, head);
            reason = "each message would bring names again; use " + headless;
        }
        throw new IllegalArgumentException(
                "Messages cannot be passed through as '"
                        + name
                        + "': "
                        + (reason == null ? unknown(name) : reason + "."));
    }

    private static String unknown(String name) {
        return "it is not known how such messages are strung together. Known are "
                + String.join(", ", names())
                + "."
                + Suggestion.didYouMean(name, names());
    }
}
