// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import org.apache.flink.metrics.HistogramStatistics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentValuesTest {

    @Test
    void theStatisticsAreThoseOfTheValues() {
        RecentValues values = new RecentValues();
        for (long value = 100; value >= 1; value--) {
            values.update(value);
        }
        HistogramStatistics statistics = values.getStatistics();
        assertThat(statistics.getMin()).isEqualTo(1);
        assertThat(statistics.getMax()).isEqualTo(100);
        assertThat(statistics.getMean()).isEqualTo(50.5);
        assertThat(statistics.getStdDev()).isBetween(28.8, 28.9);
        assertThat(statistics.getQuantile(0.5)).isEqualTo(50);
        assertThat(statistics.getQuantile(0.99)).isEqualTo(99);
        assertThat(statistics.getQuantile(0)).isEqualTo(1);
        assertThat(statistics.getQuantile(1)).isEqualTo(100);
    }

    @Test
    void oldValuesGo() {
        RecentValues values = new RecentValues();
        for (long value = 0; value < 5000; value++) {
            values.update(value);
        }
        assertThat(values.getCount()).isEqualTo(5000);
        assertThat(values.getStatistics().size()).isEqualTo(1024);
        assertThat(values.getStatistics().getMin()).isEqualTo(5000 - 1024);
    }

    @Test
    void nothingYetIsZeroEverywhere() {
        HistogramStatistics statistics = new RecentValues().getStatistics();
        assertThat(statistics.size()).isZero();
        assertThat(statistics.getQuantile(0.5)).isZero();
        assertThat(statistics.getMax()).isZero();
        assertThat(statistics.getMean()).isZero();
    }
}
