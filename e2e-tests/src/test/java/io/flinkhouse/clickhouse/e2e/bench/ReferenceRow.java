// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The row that all benchmarks use: a click in a shop, 88 bytes of Native on average. */
final class ReferenceRow {

    static final String COLUMNS =
            "user_id UInt64, item_id UInt64, category_id UInt32, behavior LowCardinality(String),"
                    + " ts DateTime64(3), url String, price Decimal(18, 4), country FixedString(2)";

    private static final LogicalType LONG = new BigIntType(false);
    private static final LogicalType TEXT = new VarCharType(false, VarCharType.MAX_LENGTH);

    static final List<ColumnSpec> SPECS =
            List.of(
                    spec("user_id", "UInt64", LONG),
                    spec("item_id", "UInt64", LONG),
                    spec("category_id", "UInt32", LONG),
                    spec("behavior", "LowCardinality(String)", TEXT),
                    spec("ts", "DateTime64(3)", new TimestampType(false, 3)),
                    spec("url", "String", TEXT),
                    spec("price", "Decimal(18, 4)", new DecimalType(false, 18, 4)),
                    spec("country", "FixedString(2)", TEXT));

    private static final StringData[] BEHAVIORS = texts("pv", "cart", "fav", "buy");
    private static final StringData[] COUNTRIES = texts("DE", "US", "CN", "FR", "JP", "BR");
    private static final byte[] URL =
            "https://shop.example.com/item/0000000?ref=00000000"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int ITEM_DIGITS = 30;
    private static final int REF_DIGITS = 42;
    private static final long START = 1_700_000_000_000L;

    private ReferenceRow() {}

    /** The row type in Flink. */
    static RowType type() {
        return new RowType(
                SPECS.stream()
                        .map(spec -> new RowType.RowField(spec.name(), spec.flinkType()))
                        .toList());
    }

    private static ColumnSpec spec(String name, String type, LogicalType flink) {
        return new ColumnSpec(name, TypeParser.parse(type), flink);
    }

    private static StringData[] texts(String... values) {
        StringData[] texts = new StringData[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = StringData.fromBytes(values[i].getBytes(StandardCharsets.US_ASCII));
        }
        return texts;
    }

    /** The same row for the same number, whoever asks; half of the items make 7 of 8 clicks. */
    static GenericRowData of(long number) {
        long random = mix(number);
        long user = Math.floorMod(random, 1_000_000L);
        long spread = Math.floorMod(random >>> 20, 5_000_000L);
        long item = spread * spread / 5_000_000L * spread / 5_000_000L;
        StringData behavior = BEHAVIORS[(random >>> 8 & 0x7F) < 112 ? 0 : (int) (random >>> 6 & 3)];
        return GenericRowData.of(
                user,
                item,
                item % 9_000,
                behavior,
                TimestampData.fromEpochMillis(START + number * 37 + (random & 0x3FF)),
                url(item, random >>> 12),
                DecimalData.fromUnscaledLong((random >>> 33) % 100_000_000L, 18, 4),
                COUNTRIES[(int) Math.floorMod(random >>> 40, 6L)]);
    }

    private static StringData url(long item, long ref) {
        byte[] text = URL.clone();
        long rest = item;
        for (int i = ITEM_DIGITS + 6; i >= ITEM_DIGITS; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        for (int i = 0; i < 4; i++) {
            text[REF_DIGITS + i] = (byte) ('a' + (ref >>> i * 4 & 0xF));
        }
        return StringData.fromBytes(text);
    }

    private static long mix(long number) {
        long bits = (number + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 29) * 0x94D049BB133111EBL;
        return bits ^ bits >>> 32;
    }
}
