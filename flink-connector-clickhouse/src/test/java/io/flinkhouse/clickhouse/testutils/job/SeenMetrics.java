// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.job;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Keeps the metrics of all jobs that report here, and their values when the jobs have ended. */
public final class SeenMetrics implements MetricReporterFactory {

    private static final Map<String, Collection<Metric>> BY_NAME = new ConcurrentHashMap<>();

    /** Lets a job on a cluster of its own report here. */
    public static void reportTo(Configuration configuration) {
        configuration.setString("metrics.reporter.seen.factory.class", SeenMetrics.class.getName());
    }

    /** The names of the metrics that are above zero somewhere. */
    public static Set<String> moved() {
        return BY_NAME.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(SeenMetrics::hasMoved))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean hasMoved(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount() > 0;
        }
        if (metric instanceof Histogram histogram) {
            return histogram.getCount() > 0 && histogram.getStatistics().getMax() > 0;
        }
        return metric instanceof Gauge<?> gauge
                && gauge.getValue() instanceof Number number
                && number.longValue() > 0;
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new Reporter();
    }

    private static final class Reporter implements MetricReporter {

        @Override
        public void open(MetricConfig config) {}

        @Override
        public void close() {}

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            BY_NAME.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>()).add(metric);
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
    }
}
