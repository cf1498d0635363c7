// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Joins orders with changing currency rates, and sums their values by currency. */
final class TemporalJoin {

    static final String ORDERS =
            "(currency STRING, amount BIGINT, `at` TIMESTAMP(3), WATERMARK FOR `at` AS `at`)";
    static final String RATES =
            "(currency STRING, rate BIGINT, `at` TIMESTAMP(3), WATERMARK FOR `at` AS `at`,"
                    + " PRIMARY KEY (currency) NOT ENFORCED)";
    static final String QUERY =
            "SELECT o.currency, COUNT(*), SUM(o.amount * r.rate) FROM orders AS o JOIN rates FOR"
                    + " SYSTEM_TIME AS OF o.`at` AS r ON o.currency = r.currency GROUP BY o.currency";

    private final Map<String, Long> rates = new TreeMap<>();
    private final Map<String, long[]> worth = new TreeMap<>();

    /** Fills both topics, in the order of time. */
    void send(KafkaTopic orders, KafkaTopic topicOfRates) {
        Random random = new Random(5);
        for (int second = 0; second < 600; second++) {
            String at = "2026-01-01 00:%02d:%02d".formatted(second / 60, second % 60);
            String currency = "C" + random.nextInt(5);
            long number = 1L + random.nextInt(100);
            if (!rates.containsKey(currency) || random.nextInt(4) == 0) {
                rates.put(currency, number);
                topicOfRates.send(
                        "{\"currency\":\"%s\"}".formatted(currency),
                        "{\"currency\":\"%s\",\"rate\":%d,\"at\":\"%s\"}"
                                .formatted(currency, number, at));
            } else {
                long[] sum = worth.computeIfAbsent(currency, c -> new long[2]);
                sum[0]++;
                sum[1] += number * rates.get(currency);
                orders.send(
                        "{\"currency\":\"%s\",\"amount\":%d,\"at\":\"%s\"}"
                                .formatted(currency, number, at));
            }
        }
    }

    List<List<String>> truth() {
        List<List<String>> rows = new ArrayList<>();
        worth.forEach((currency, sum) -> rows.add(List.of(currency, "" + sum[0], "" + sum[1])));
        return rows;
    }
}
