// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no value costs more per byte because it is longer: one hostile message must not stop a
 * task.
 */
class HostileValuesTest {

    private static final int SIZE = 40_000;

    /** Before each key, so that the words of the key begin behind them. */
    private static final int LENGTH_BYTES = 2;

    private static final List<String> TEXT_TYPES =
            List.of(
                    "Int128",
                    "Int256",
                    "UInt64",
                    "UInt128",
                    "UInt256",
                    "Decimal(9, 2)",
                    "Decimal(18, 9)",
                    "Decimal(38, 10)",
                    "Decimal(76, 20)",
                    "String",
                    "FixedString(16)",
                    "FixedString(100000)",
                    "Enum8('a' = 1, 'b' = 2)",
                    "Enum16('a' = 1)",
                    "UUID",
                    "IPv4",
                    "IPv6",
                    "JSON",
                    "Dynamic",
                    "Variant(String, UInt8)",
                    "LowCardinality(String)",
                    "LowCardinality(Nullable(UUID))",
                    "Nullable(Decimal(76, 0))");

    private static final Map<String, IntFunction<String>> TEXTS = texts();

    private static Map<String, IntFunction<String>> texts() {
        Map<String, IntFunction<String>> texts = new LinkedHashMap<>();
        texts.put("digits", "7"::repeat);
        texts.put("zeros", n -> "0".repeat(n - 1) + "1");
        texts.put("minus", n -> "-" + "9".repeat(n));
        texts.put("fraction", n -> "0." + "3".repeat(n));
        texts.put("zeros behind the point", n -> "1." + "0".repeat(n));
        texts.put("exponent", n -> "1e" + "9".repeat(n));
        texts.put("exponent as large as the text", n -> "1e" + n + "0");
        texts.put("digits and exponent", n -> "1".repeat(n) + "e-" + n);
        texts.put("blanks", " "::repeat);
        texts.put("points", "1."::repeat);
        texts.put("colons", ":"::repeat);
        texts.put("groups", "0:"::repeat);
        texts.put("dashes", "-"::repeat);
        texts.put("quotes", "'\""::repeat);
        texts.put("back-slashes", "\\"::repeat);
        texts.put("control characters", "\u0001\u0000"::repeat);
        texts.put("lone surrogates", "\ud800"::repeat);
        texts.put("emoji", "\ud83d\ude00"::repeat);
        texts.put("open brackets", n -> "{\"a\":" + "[".repeat(n));
        texts.put("open objects", "{\"a\":"::repeat);
        texts.put("closed objects", n -> "{\"a\":".repeat(n) + "1" + "}".repeat(n));
        texts.put("wide object", HostileValuesTest::wideObject);
        texts.put("one name", n -> "{" + "\"a\":1,".repeat(n) + "\"a\":1}");
        texts.put("long number", n -> "{\"a\":" + "1".repeat(n) + "}");
        texts.put("long escapes", n -> "{\"a\":\"" + "\\u0041".repeat(n) + "\"}");
        texts.put("blank JSON", n -> "{" + " \n\t".repeat(n) + "}");
        return texts;
    }

    private static String wideObject(int size) {
        StringBuilder text = new StringBuilder("{\"k\":0");
        for (int i = 0; text.length() < size; i++) {
            text.append(",\"k").append(i).append("\":").append(i);
        }
        return text.append('}').toString();
    }

    @Test
    void noTextCostsMorePerByteBecauseItIsLonger() {
        List<String> slow = new ArrayList<>();
        for (String type : TEXT_TYPES) {
            TEXTS.forEach(
                    (name, text) ->
                            note(
                                    slow,
                                    type + " of " + name,
                                    "STRING",
                                    type,
                                    n -> StringData.fromString(text.apply(n))));
        }
        assertThat(slow).isEmpty();
    }

    @Test
    void noBytesCostMorePerByteBecauseTheyAreLonger() {
        List<String> slow = new ArrayList<>();
        for (String type : List.of("String", "FixedString(20)", "UUID", "IPv4", "IPv6")) {
            note(slow, type, "BYTES", type, byte[]::new);
        }
        assertThat(slow).isEmpty();
    }

    @Test
    void noCollectionCostsMorePerElementBecauseItHasMore() {
        List<String> slow = new ArrayList<>();
        for (String type : List.of("String", "UInt64", "Decimal(76, 3)", "IPv6")) {
            String array = "Array(" + type + ")";
            note(slow, array, "ARRAY<STRING>", array, HostileValuesTest::array);
        }
        String deep = "Array(Array(Array(String)))";
        note(
                slow,
                deep,
                "ARRAY<ARRAY<ARRAY<STRING>>>",
                deep,
                n -> new GenericArrayData(new Object[] {new GenericArrayData(empty(n))}));
        for (String type : List.of("Map(String, String)", "JSON")) {
            note(slow, type, "MAP<STRING, STRING>", type, HostileValuesTest::map);
        }
        assertThat(slow).isEmpty();
    }

    /**
     * The keys of a dictionary are hashed; these have one hash if it multiplies words with a known
     * number one after the other, because a change of the highest bit passes through.
     */
    @Test
    void aDictionaryOfValuesMadeToCollideCostsNoMorePerValue() {
        List<String> slow = new ArrayList<>();
        String type = "Array(LowCardinality(String))";
        note(
                slow,
                type,
                "ARRAY<STRING>",
                type,
                n ->
                        new GenericArrayData(
                                IntStream.range(0, n / 4)
                                        .mapToObj(HostileValuesTest::colliding)
                                        .toArray()));
        assertThat(slow).isEmpty();
    }

    private static StringData colliding(int number) {
        byte[] text = new byte[300];
        for (int bit = 0; bit < Integer.SIZE / 2; bit++) {
            if ((number >> bit & 1) == 1) {
                int at = bit * 2 * Long.BYTES + Long.BYTES - LENGTH_BYTES;
                text[at + 7] = (byte) 0x80;
                text[at + 15] = (byte) 0x80;
                text[at + 12] = 0x04;
            }
        }
        return StringData.fromBytes(text);
    }

    private static GenericArrayData array(int size) {
        return new GenericArrayData(
                IntStream.range(0, size)
                        .mapToObj(i -> StringData.fromString(Integer.toString(i)))
                        .toArray());
    }

    private static Object[] empty(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new GenericArrayData(new Object[0]))
                .toArray();
    }

    private static GenericMapData map(int size) {
        Map<StringData, StringData> map = new LinkedHashMap<>();
        for (int i = 0; i < size / 4; i++) {
            map.put(StringData.fromString("k" + i), StringData.fromString("\u0001\"\\"));
        }
        return new GenericMapData(map);
    }

    private static void note(
            List<String> slow, String what, String flink, String type, IntFunction<Object> values) {
        NativeBlockBuilder block = new NativeBlockBuilder(List.of(spec(flink, type)));
        double nanos =
                Growth.excess(
                        SIZE,
                        values,
                        value -> {
                            block.append(GenericRowData.of(value));
                            block.seal().release();
                        });
        if (nanos > 0) {
            slow.add(what + ": " + Math.round(nanos) + " ns per byte");
        }
    }

    private static ColumnSpec spec(String flink, String type) {
        LogicalType parsed =
                LogicalTypeParser.parse(flink, HostileValuesTest.class.getClassLoader());
        return new ColumnSpec("v", TypeParser.parse(type), parsed);
    }
}
