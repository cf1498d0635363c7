// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.data.StringData;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Generates values that are texts in Flink, as bytes.
 *
 * @param stored the type in ClickHouse
 */
record FilterTexts(String stored) implements FilterValues {

    private static final Pattern NAMES = Pattern.compile("'([^']*)'");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "A",
                    "ab",
                    "abc",
                    "abcd",
                    "abcde",
                    "b",
                    "a ",
                    " a",
                    "a%",
                    "it's",
                    "\\",
                    "\\n",
                    "é",
                    "z",
                    "\uFFFD",
                    "\uE000",
                    "\uD83D\uDE00",
                    "null",
                    "NULL",
                    "0",
                    "a\0",
                    "a\0b",
                    "\n",
                    "10",
                    "9");
    private static final List<String> UUIDS =
            List.of(
                    "00000000-0000-0000-0000-000000000000",
                    "61f0c404-5cb3-11e7-907b-a6006ad3dba0",
                    "61f0c404-5cb3-11e7-907b-a6006ad3dba1",
                    "ffffffff-ffff-ffff-0000-000000000000",
                    "00000000-0000-0001-ffff-ffffffffffff");
    private static final List<String> V4 =
            List.of("0.0.0.0", "1.2.3.4", "9.0.0.1", "10.0.0.1", "255.255.255.255");
    private static final List<String> V6 =
            List.of(
                    "::",
                    "::1",
                    "::102:304",
                    "2001:db8::1",
                    "2001:db8::a",
                    "::ffff:1.2.3.4",
                    "1::");

    private List<String> known() {
        if (stored.startsWith("Enum")) {
            return NAMES.matcher(stored).results().map(found -> found.group(1)).toList();
        }
        return switch (stored) {
            case "UUID" -> UUIDS;
            case "IPv4" -> V4;
            case "IPv6" -> V6;
            case "Int128" -> List.of("0", "-1", "9", "10", "-" + "9".repeat(38));
            case "UInt64" -> List.of("0", "9", "10", "18446744073709551615", "9007199254740993");
            case "UInt256" -> List.of("0", "9", "10", "9".repeat(70));
            case "Decimal(50, 3)" -> List.of("0.000", "1.500", "-1.500", "9".repeat(40) + ".001");
            default -> TEXTS;
        };
    }

    @Override
    public Object random(Random random) {
        if (stored.equals("String") && random.nextInt(8) == 0) {
            return FilterValues.oneOf(
                    random,
                    List.of(
                            new byte[] {(byte) 0xE9, 'a'},
                            new byte[] {(byte) 0xFF},
                            new byte[] {'a', (byte) 0x80}));
        }
        byte[] text = FilterValues.oneOf(random, known()).getBytes(StandardCharsets.UTF_8);
        return stored.startsWith("FixedString") ? Arrays.copyOf(text, 4) : text;
    }

    @Override
    public Object inFlink(Object value) {
        byte[] bytes = (byte[]) value;
        int length = bytes.length;
        while (stored.startsWith("FixedString") && length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return StringData.fromBytes(Arrays.copyOf(bytes, length));
    }

    @Override
    public String inServer(Object value) {
        String text = "unhex('" + HexFormat.of().formatHex((byte[]) value) + "')";
        return stored.equals("String") ? text : "CAST(" + text + ", '" + escaped() + "')";
    }

    private String escaped() {
        return stored.replace("'", "\\'");
    }

    @Override
    public String literal(Object value, Random random) {
        String text =
                switch (random.nextInt(5)) {
                    case 0 -> FilterValues.oneOf(random, TEXTS);
                    case 1 -> FilterValues.oneOf(random, known()) + " ";
                    case 2 ->
                            new String((byte[]) value, StandardCharsets.UTF_8)
                                    .toUpperCase(Locale.ROOT);
                    default -> new String((byte[]) value, StandardCharsets.UTF_8);
                };
        return quoted(text);
    }

    /**
     * Flink takes away the blanks at the end of texts where it joins comparisons of a column,
     * before a table sees them.
     */
    @Override
    public String listed(Object value, Random random) {
        return literal(value, random).replaceAll(" +'$", "'");
    }

    /** Zero bytes have to be escaped in Flink's SQL. */
    static String quoted(String text) {
        String doubled = text.replace("'", "''");
        return text.indexOf('\0') < 0
                ? "'" + doubled + "'"
                : "U&'" + doubled.replace("\\", "\\\\").replace("\0", "\\0000") + "'";
    }
}
