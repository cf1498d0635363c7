// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Samples of messages that a format could parse as more or less than one message. */
final class MessageSamples {

    /**
     * Samples of one format.
     *
     * @param good makes one row
     */
    record Samples(
            String format,
            Map<String, String> settings,
            String columns,
            byte[] good,
            List<byte[]> odd) {

        @Override
        public String toString() {
            return format + " " + settings + " into " + columns;
        }
    }

    /** Less than some of the lengths that are wrong. */
    private static final Map<String, String> LITTLE_MEMORY =
            Map.of("max_memory_usage", "100000000");

    private static final String COLUMNS = "id UInt32, name String";

    static final List<Samples> ALL =
            Stream.concat(texts().stream(), Stream.of(bson(), protobuf())).toList();

    private MessageSamples() {}

    private static List<Samples> texts() {
        List<Samples> all = new ArrayList<>();
        try (InputStream in = MessageSamples.class.getResourceAsStream("message-samples.txt")) {
            String file = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            for (String paragraph : file.split("\n\n")) {
                if (!paragraph.startsWith("#")) {
                    all.addAll(paragraph(paragraph.lines().toList()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static List<Samples> paragraph(List<String> lines) {
        List<byte[]> odd =
                lines.stream().filter(l -> l.startsWith("|")).map(MessageSamples::message).toList();
        List<Samples> all = new ArrayList<>();
        String formats = "";
        String columns = "";
        Map<String, String> settings = Map.of();
        for (String line : lines) {
            String rest = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("format ")) {
                formats = rest;
                settings = new HashMap<>();
            } else if (line.startsWith("columns ")) {
                columns = rest;
            } else if (line.startsWith("setting ")) {
                settings.put(rest.split("=", 2)[0], rest.split("=", 2)[1]);
            } else if (line.startsWith("good ")) {
                for (String format : formats.split(" ")) {
                    all.add(new Samples(format, settings, columns, message(rest), odd));
                }
            }
        }
        return all;
    }

    /** What is between the bars. */
    private static byte[] message(String line) {
        String inside = line.substring(1, line.length() - 1);
        return latin(
                Pattern.compile("\\\\(x..|.)")
                        .matcher(inside)
                        .replaceAll(
                                escape -> Matcher.quoteReplacement(unescaped(escape.group(1)))));
    }

    private static String unescaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }

    private static Samples bson() {
        byte[] bson = bson(2, "bb");
        return new Samples(
                "BSONEachRow",
                LITTLE_MEMORY,
                COLUMNS,
                bson(1, "g"),
                List.of(
                        bson,
                        cut(bson, 1),
                        cut(bson, 3),
                        Arrays.copyOf(bson, 2),
                        join(bson, new byte[1]),
                        join(bson, bson),
                        new byte[0],
                        new byte[4],
                        latin("\u0005\0\0\0\0"),
                        latin("\u00FF\u00FF\u00FF\u00FF\0"),
                        with(bson, 0, bson.length + 5),
                        with(bson, 0, bson.length - 2),
                        with(bson, bson.length - 8, 300),
                        with(bson, bson.length - 8, 30),
                        with(bson, bson.length - 8, Integer.MAX_VALUE),
                        latin("{\"id\":2}")));
    }

    private static Samples protobuf() {
        byte[] proto = latin("\b\u0002\u0012\u0002bb");
        return new Samples(
                "Protobuf",
                LITTLE_MEMORY,
                COLUMNS,
                latin("\b\u0001\u0012\u0001g"),
                List.of(
                        proto,
                        cut(proto, 1),
                        cut(proto, 4),
                        Arrays.copyOf(proto, 1),
                        join(proto, new byte[1]),
                        join(proto, latin("\u0012")),
                        join(proto, latin("\u0012\u0005x")),
                        join(proto, proto),
                        new byte[0],
                        latin("\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF"),
                        latin("\u000B"),
                        latin("\f"),
                        latin("\u001A\u0002ab"),
                        latin("\b\u0080\u0080"),
                        latin("\u0012\u00FF\u00FF\u00FF\u00FF\u000F"),
                        latin("\b\u0002\u0012\u00FF\u00FF\u00FF\u00FF\u0007bb")));
    }

    private static byte[] bson(int id, String name) {
        int size = 4 + 1 + 3 + 4 + 1 + 5 + 4 + name.length() + 1 + 1;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size)
                .put(latin("\u0010id\0"))
                .putInt(id)
                .put(latin("\u0002name\0"))
                .putInt(name.length() + 1)
                .put(latin(name + "\0\0"))
                .array();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return copy;
    }

    private static byte[] cut(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, bytes.length - count);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A message in a test's report. */
    static String shown(byte[] message) {
        StringBuilder text = new StringBuilder();
        for (byte b : message) {
            text.append(b >= ' ' && b != 127 ? String.valueOf((char) b) : "<%02x>".formatted(b));
        }
        return text.toString();
    }
}
