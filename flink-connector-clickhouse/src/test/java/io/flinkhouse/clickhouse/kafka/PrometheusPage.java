// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.process.Await;

import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Flink's reporter for Prometheus, which also shows the metrics of tasks that have ended. It reads
 * its own page before the cluster ends.
 */
public final class PrometheusPage implements MetricReporterFactory {

    private static final Set<String> LINES = ConcurrentHashMap.newKeySet();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicInteger OPEN = new AtomicInteger();

    /** Waits until the clusters of all jobs have ended, which they do behind their jobs. */
    static void awaitEnd() {
        Await.until("the end of all reporters", PATIENCE, () -> OPEN.get() == 0);
    }

    /** Tells whether a page has shown a metric. */
    static boolean shows(String name) {
        return LINES.stream().anyMatch(line -> line.startsWith(name + "{"));
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        int port = freePort();
        properties.setProperty("port", String.valueOf(port));
        return new Kept(new PrometheusReporterFactory().createMetricReporter(properties), port);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No port is free", e);
        }
    }

    private record Kept(MetricReporter reporter, int port) implements MetricReporter {

        @Override
        public void open(MetricConfig config) {
            reporter.open(config);
            OPEN.incrementAndGet();
        }

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            reporter.notifyOfAddedMetric(metric, name, group);
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}

        @Override
        public void close() {
            HttpRequest page =
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics"))
                            .build();
            try {
                HttpClient.newHttpClient()
                        .send(page, BodyHandlers.ofLines())
                        .body()
                        .forEach(LINES::add);
            } catch (IOException e) {
                throw new IllegalStateException("The reporter does not answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            reporter.close();
            OPEN.decrementAndGet();
        }
    }
}
