// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.source.split.KeyCondition;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests key ranges of tables with random keys and hostile values. */
@ExtendWith(ClickHouseExtension.class)
class KeyFuzzITCase {

    private static final int TABLES = Integer.getInteger("split.fuzz.tables", 100);

    /** By type, the SQL of its values; {@code n} is a random number and {@code i} a small one. */
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("Bool", "n % 2"),
                    Map.entry("Int8", "reinterpret(n, 'Int8')"),
                    Map.entry(
                            "Int64",
                            "multiIf(i = 1, -9223372036854775808, i = 2, 9223372036854775807, reinterpret(n, 'Int64'))"),
                    Map.entry("UInt64", "if(i < 3, 18446744073709551615, n)"),
                    Map.entry("Int128", "reinterpret(sipHash128(n), 'Int128')"),
                    Map.entry("UInt256", "toUInt256(n) * toUInt256(n) * toUInt256(n)"),
                    Map.entry(
                            "Float32",
                            "multiIf(i = 1, nan, i = 2, inf, i = 3, -inf, i = 4, -0.0, i = 5, 0.0, reinterpret(toUInt32(n % 4294967296), 'Float32'))"),
                    Map.entry(
                            "Float64",
                            "multiIf(i = 1, -nan, i = 2, inf, i = 3, -inf, i = 4, -0.0, i = 5, 0.0, reinterpret(n, 'Float64'))"),
                    Map.entry("Decimal(9, 2)", "CAST(n % 1000, 'Decimal(9, 2)') - 500"),
                    Map.entry("Decimal(76, 20)", "CAST(n % 100000, 'Decimal(76, 20)') / 7 - 500"),
                    Map.entry(
                            "String",
                            "multiIf(i = 1, '', i = 2, repeat('\\0', n % 5), i = 3, concat(repeat('y', 210), toString(n)), reinterpretAsString(n))"),
                    Map.entry(
                            "FixedString(5)",
                            "toFixedString(substring(reinterpretAsString(n), 1, 5), 5)"),
                    Map.entry("Date", "toDate(n % 65536)"),
                    Map.entry("Date32", "addDays(toDate32('1900-01-01'), n % 145000)"),
                    Map.entry(
                            "DateTime('Europe/Berlin')",
                            "CAST(1729980000 + n % 20000, 'DateTime')"),
                    Map.entry("DateTime", "CAST(n % 4294967296, 'DateTime')"),
                    Map.entry(
                            "DateTime64(3, 'America/New_York')",
                            "reinterpret(toInt64(1730600000000 + n % 20000000), 'DateTime64(3)')"),
                    Map.entry(
                            "DateTime64(9)",
                            "reinterpret(toInt64(n % 18000000000000000000) - 9000000000000000000, 'DateTime64(9)')"),
                    Map.entry("Time", "CAST(toInt32(n % 7000000) - 3500000, 'Time')"),
                    Map.entry(
                            "Time64(6)", "CAST((toInt64(n % 7000000) - 3500000) / 7, 'Time64(6)')"),
                    Map.entry(
                            "Enum8('a' = -128, 'it\\'s' = 0, '' = 127)",
                            "CAST([-128, 0, 127][n % 3 + 1], 'Enum8(\\'a\\' = -128, \\'it\\\\\\'s\\' = 0, \\'\\' = 127)')"),
                    Map.entry("UUID", "reinterpret(sipHash128(n), 'UUID')"),
                    Map.entry("IPv4", "toIPv4(toUInt32(n % 4294967296))"),
                    Map.entry(
                            "IPv6",
                            "if(i = 1, toIPv6('::ffff:1.2.3.4'), CAST(sipHash128(n), 'IPv6'))"));

    private ClickHouseDatabase db;
    private Random random;

    @Test
    void eachRowIsInOneSplit(ClickHouseDatabase db) {
        this.db = db;
        long seed = Long.getLong("split.fuzz.seed", System.nanoTime());
        random = new Random(seed);
        int splits = 0;
        for (int i = 0; i < TABLES; i++) {
            String table = create(i);
            PlannedScan planned =
                    PlannedScan.of(db, table, PlannedScan.column(table, "v"), PlannedScan.FINE);
            assertThat(planned.ofSplits())
                    .as("-Dsplit.fuzz.seed=%d %s %s", seed, statement(table), planned.conditions())
                    .isEqualTo(planned.ofWhole());
            checkPosition(planned, seed);
            splits += planned.plan().splits().size();
            db.execute("DROP TABLE " + table);
        }
        assertThat(splits).as("-Dsplit.fuzz.seed=%d", seed).isGreaterThan(TABLES * 2);
    }

    /** Reads on at a random row, with the query of a reader. */
    private void checkPosition(PlannedScan planned, long seed) {
        List<SortColumn> order = planned.plan().order();
        List<List<String>> rows =
                db.query(
                        "SELECT "
                                + joined(order, SortColumn::stored)
                                + " FROM "
                                + planned.scan().from()
                                + " ORDER BY "
                                + joined(order, SortColumn::orderBy));
        List<String> key = rows.get(random.nextInt(rows.size()));
        KeyCondition condition = KeyCondition.of(order);
        assertThat(
                        db.query(
                                "SELECT countIf(%s), countIf(%s) FROM %s"
                                        .formatted(
                                                condition.before(key),
                                                condition.from(key),
                                                planned.scan().from())))
                .as("-Dsplit.fuzz.seed=%d %s", seed, key)
                .containsExactly(
                        List.of(
                                String.valueOf(rows.indexOf(key)),
                                String.valueOf(rows.size() - rows.indexOf(key))));
    }

    private static String joined(List<SortColumn> order, Function<SortColumn, String> expression) {
        return order.stream().map(expression).collect(Collectors.joining(", "));
    }

    private String statement(String table) {
        return db.query("SHOW CREATE TABLE " + table).get(0).get(0);
    }

    private String create(int number) {
        List<String> types = new ArrayList<>(TYPES.keySet());
        Collections.sort(types);
        Collections.shuffle(types, random);
        int columns = 1 + random.nextInt(3);
        List<String> declared = new ArrayList<>();
        List<String> key = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            String type = types.get(c);
            String value = "CAST(" + TYPES.get(type) + ", " + quoted(type) + ")";
            if (random.nextInt(3) == 0) {
                value = "if(i >= 8, NULL, " + value + ")";
                type = "Nullable(" + type + ")";
            }
            if (type.contains("String") && random.nextBoolean()) {
                type = "LowCardinality(" + type + ")";
            }
            declared.add("k" + c + " " + type);
            key.add("k" + c + (random.nextInt(4) == 0 ? " DESC" : ""));
            values.add(value);
        }
        String table = "f" + number;
        db.execute(
                "CREATE TABLE %s (%s, v UInt64) ENGINE = MergeTree PARTITION BY v %% %d ORDER BY (%s) SETTINGS index_granularity = %d, allow_nullable_key = 1, allow_experimental_reverse_key = 1, min_bytes_for_wide_part = %d, enable_block_number_column = %d"
                        .formatted(
                                table,
                                String.join(", ", declared),
                                1 + random.nextInt(2),
                                String.join(", ", key),
                                4 + random.nextInt(28),
                                random.nextInt(2) * 1000000,
                                random.nextInt(2)));
        fill(table, String.join(", ", values));
        return table;
    }

    private void fill(String table, String values) {
        int distinct = new int[] {3, 40, 1_000_000}[random.nextInt(3)];
        for (int part = 0; part < 1 + random.nextInt(3); part++) {
            db.execute(
                    "INSERT INTO %s SELECT %s, number FROM (SELECT number, intHash64(number * 31 + %d) %% %d AS m, intHash64(m) AS n, m %% 10 AS i FROM numbers(%d))"
                            .formatted(
                                    table,
                                    values,
                                    random.nextInt(1_000_000),
                                    distinct,
                                    150 + random.nextInt(150)));
        }
    }

    private static String quoted(String type) {
        return "'" + type.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
