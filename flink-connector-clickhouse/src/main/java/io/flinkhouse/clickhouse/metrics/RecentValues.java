// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

import java.util.Arrays;

/** A histogram over the most recent values; thread-safe for reporters. */
@Internal
public final class RecentValues implements Histogram {

    private static final int WINDOW = 1024;

    private final long[] ring = new long[WINDOW];
    private long count;

    @Override
    public synchronized void update(long value) {
        ring[(int) (count++ % WINDOW)] = value;
    }

    @Override
    public synchronized long getCount() {
        return count;
    }

    @Override
    public synchronized HistogramStatistics getStatistics() {
        long[] values = Arrays.copyOf(ring, (int) Math.min(count, WINDOW));
        Arrays.sort(values);
        return new Sorted(values);
    }

    private static final class Sorted extends HistogramStatistics {

        private final long[] values;

        Sorted(long[] values) {
            this.values = values;
        }

        @Override
        public double getQuantile(double quantile) {
            if (values.length == 0) {
                return 0;
            }
            int index = (int) Math.ceil(quantile * values.length) - 1;
            return values[Math.max(0, Math.min(index, values.length - 1))];
        }

        @Override
        public long[] getValues() {
            return values.clone();
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public double getMean() {
            return Arrays.stream(values).average().orElse(0);
        }

        @Override
        public double getStdDev() {
            double mean = getMean();
            return Math.sqrt(
                    Arrays.stream(values)
                            .mapToDouble(value -> (value - mean) * (value - mean))
                            .average()
                            .orElse(0));
        }

        @Override
        public long getMax() {
            return values.length == 0 ? 0 : values[values.length - 1];
        }

        @Override
        public long getMin() {
            return values.length == 0 ? 0 : values[0];
        }
    }
}
