// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Messages that some format might take for more, or for less, than a message. */
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

    private static final String BOM = "\u00EF\u00BB\u00BF";
    private static final String COLUMNS = "id UInt32, name String, day Date DEFAULT '2026-01-02'";
    private static final String PAIR = "id UInt32, name String";

    static final List<Samples> ALL =
            Stream.of(json(), jsonArrays(), csv(), tabs(), lines(), binary())
                    .flatMap(s -> s)
                    .toList();

    private MessageSamples() {}

    private static Stream<Samples> json() {
        String[] odd = {
            "[{`id`:`2`}]",
            "[{`id`:`2`},{`id`:`3`}]",
            BOM + "{`id`:`2`}",
            "{`id`:`2`};",
            "[]",
            "",
            "{`id`:`2`},",
            ",{`id`:`2`}",
            "{`id`:`2`}\n{`id`:`3`}",
            "{`id`:`2`},{`id`:`3`}",
            "{`id`:`2`},,{`id`:`3`}",
            "{`id`:`2`} x",
            "{`id`:`2`",
            "{`id`:`2`,`name`:`x",
            "{`id`:`2`}]",
            "{`id`:`2`}}",
            "{\\}",
            "{`name`:`a\\",
            "{}",
            ";",
            ",",
            "[",
            "null",
            " \n ",
            "{`id`:`2`}\n\n",
            "{`id`:`2`}\r\n",
            "{`id`:`2`}\u0000",
            "{`u`:[}",
            "{`u`:{]}}",
            "{`name`:`}`}",
            "{`name`:`a\\`}`}",
            "{'id':2}",
            "{`id`:`2`,`u`:'}'}",
            "{`name`:`\u00FF`}",
            "{`id`:`2`}/*",
            "{`id`:`2`}--",
            "\u00FF\u00FE{`id`:`2`}",
            "{`id`:`x`}"
        };
        return Stream.of(
                        "JSONEachRow JSONLines JSONL NDJSON JSONStringsEachRow".split(" "),
                        "JSONAsString".split(" "),
                        "JSONAsObject".split(" "))
                .flatMap(Arrays::stream)
                .map(
                        format ->
                                samples(
                                        format,
                                        format.equals("JSONAsString")
                                                ? "s String"
                                                : format.equals("JSONAsObject")
                                                        ? "s JSON"
                                                        : COLUMNS,
                                        "{`id`:`1`,`name`:`{g`}",
                                        odd));
    }

    private static Stream<Samples> jsonArrays() {
        String[] odd = {
            "[`2`,`b`,`2026-01-01`];",
            "[[`2`,`b`,`2026-01-01`]]",
            BOM + "[`2`,`b`,`2026-01-01`]",
            "[`2`,`b`,`2026-01-01`],",
            ",[`2`,`b`,`2026-01-01`]",
            ";[`2`,`b`,`2026-01-01`]",
            "[`2`,`b`,`2026-01-01`][`3`,`c`,`2026-01-01`]",
            "[`2`,`b`,`2026-01-01`],;",
            "[`2`,`b`,`2026-01-01`]\n[`3`,`c`,`2026-01-01`]",
            "[`2`,`b`,`2026-01-01`],,",
            "[]",
            "[`2`]",
            "[`2`,`b`",
            "[`2`,`b`,`2026-01-01`]]",
            "[`2`,`b\\",
            "[`id`,`name`,`day`]",
            "{`id`:2}",
            ";",
            ",",
            "null",
            "",
            " ",
            "[`2`,`b`,`2026-01-01`]\u0000",
            "[`x`,`b`,`2026-01-01`]",
            "[`2`,`]`,`2026-01-01`]",
            "[`2`,`b`,`2026-01-01`]/*"
        };
        return Stream.of("JSONCompactEachRow", "JSONCompactStringsEachRow")
                .map(format -> samples(format, COLUMNS, "[`1`,`g]`,`2026-01-02`]", odd));
    }

    private static Stream<Samples> csv() {
        String[] odd = {
            "2,b;",
            "id,name",
            "`id`,`name`",
            "UInt32,String",
            BOM + "2,b",
            "2,`b",
            "`2,b",
            "2,`b``",
            "2,`b``c`",
            "2,b`c",
            "2,`a\nb`",
            "2,'b",
            "2",
            "2,b,",
            "2,b,c",
            ",",
            "",
            " ",
            "\n",
            "2,b\r",
            "2,b\r\n",
            "\r2,b",
            "\r\n2,b",
            "2,b\n\r3,c",
            "2,b\n\n",
            "\n2,b",
            "2,b\n3,c",
            "2,b\\",
            "x,b",
            "2, `b,c`",
            "2,b /*",
            "--",
            "2,b\u0000",
            "[]",
            "'2',b"
        };
        String[] bars = {"2|`b", "2|a,`b", "id|name", "2,b", "2|b", "2| `b"};
        String[] texts = {BOM + "b", "\rb", "s", "b\r", "`b", "'b", "` ", "b,", "", " `b`"};
        return Stream.of(
                samples("CSV", PAIR, "1,g`", odd),
                samples("CSV", "s String", "g", texts),
                samples("CSV", Map.of("format_csv_delimiter", "|"), PAIR, "1|g", bars),
                samples(
                        "CSV",
                        "id UInt8, pair Tuple(Int32, String)",
                        "1,`(2,'x')`",
                        "2,3,",
                        "2,3",
                        "4",
                        "2,`(3,",
                        "2,`(3,'y')`"));
    }

    private static Stream<Samples> tabs() {
        String[] odd = {
            "2\tb\\",
            "2\t\\",
            "2\tb\\\\",
            "2\tb\\\n",
            "2\tb\r",
            "2\tb\r\n",
            "2\tb\\r",
            "2\tb\\\r",
            "id\tname",
            "UInt32\tString",
            BOM + "2\tb",
            "2",
            "2\tb\t",
            "\t",
            "",
            "\n",
            "2\tb\n\n",
            "\n2\tb",
            "2\tb\n3\tc",
            "\r2\tb",
            "x\tb",
            "2\t`b",
            "2\t'b",
            "2\tb;",
            "2\tb --",
            "2\t[",
            "2\tb\n3\tc\r",
            "\\N\tb"
        };
        String[] pairs = {
            "id=2\tname=b\\",
            "x=b\\",
            "name=b\\\\",
            "id=2\\",
            BOM + "id=2",
            "",
            "\n",
            "\r\n",
            "id",
            "tskv\tid=2",
            "id=2\nid=3",
            "id=2\n\nid=3",
            "name=b\r",
            "name=b\r\n",
            "id=2\tid=3",
            "x=1",
            "=",
            "id=2;",
            "id=2\t",
            "id=x",
            "name=[",
            "name\\=b",
            "--",
            "/*"
        };
        Map<String, String> crlf = Map.of("input_format_tsv_crlf_end_of_line", "1");
        return Stream.concat(
                Stream.of("TSV", "TabSeparated", "TSVRaw", "TabSeparatedRaw")
                        .flatMap(
                                format ->
                                        Stream.of(
                                                samples(format, PAIR, "1\tg", odd),
                                                samples(format, crlf, PAIR, "1\tg", odd),
                                                samples(
                                                        format,
                                                        "s String",
                                                        "g",
                                                        "b\\",
                                                        "b\r",
                                                        BOM + "b",
                                                        "s",
                                                        "b\nc\r",
                                                        "\\"))),
                Stream.of(samples("TSKV", PAIR, "name=g", pairs)));
    }

    private static Stream<Samples> lines() {
        String[] odd = {
            "2-b",
            "2-b\r",
            "\r2-b",
            "2-b\n3-c",
            "x",
            "",
            "\n",
            BOM + "2-b",
            "2-b\n\n",
            "2\n-b",
            "2-b\\",
            "2-b;",
            "2-b\u0000",
            "\r",
            "2-b\r3-c",
            "2-`b",
            "2-(SELECT 1)",
            "2-NULL",
            "2-b\n3"
        };
        String[] texts = {
            "b",
            "",
            "b\r",
            "b\r\n",
            BOM + "b",
            "b\nc",
            "b\n\n",
            "\n",
            "b\\",
            "`b",
            "'b",
            "\r",
            "[",
            ";",
            "b\u0000",
            "--",
            "/*",
            "{",
            "\u00FF\u00FE"
        };
        return Stream.of(
                samples("Regexp", regexp("Raw", "(\\w*)"), PAIR, "1-g", odd),
                samples("Regexp", regexp("Quoted", "(.*)"), PAIR, "1-'g'", odd),
                samples("LineAsString", "s String", "g", texts));
    }

    private static Map<String, String> regexp(String rule, String text) {
        return Map.of(
                "format_regexp", "^(\\d+)-" + text + "$", "format_regexp_escaping_rule", rule);
    }

    private static Stream<Samples> binary() {
        byte[] bson = bson(2, "bb");
        byte[] proto = latin("\b\u0002\u0012\u0002bb");
        return Stream.of(
                new Samples(
                        "BSONEachRow",
                        Map.of(),
                        PAIR,
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
                                latin("{\"id\":2}"))),
                new Samples(
                        "Protobuf",
                        Map.of(),
                        PAIR,
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
                                latin("\u0012\u00FF\u00FF\u00FF\u00FF\u000F"))));
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

    private static Samples samples(String format, String columns, String good, String... odd) {
        return samples(format, Map.of(), columns, good, odd);
    }

    /** Back-ticks stand for double quotes. */
    private static Samples samples(
            String format,
            Map<String, String> settings,
            String columns,
            String good,
            String... odd) {
        return new Samples(
                format,
                settings,
                columns,
                latin(good),
                Arrays.stream(odd).map(MessageSamples::latin).toList());
    }

    private static byte[] latin(String text) {
        return text.replace('`', '"').getBytes(StandardCharsets.ISO_8859_1);
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
