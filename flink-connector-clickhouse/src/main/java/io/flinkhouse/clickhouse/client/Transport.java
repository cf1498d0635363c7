// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Prepares HTTP requests for one server, with address and log-in headers, and holds the connection
 * pool that sends them.
 */
final class Transport implements AutoCloseable {

    private static final long IDLE_TIMER_SECONDS = 5;

    private final ConnectionConfig config;
    private final ClientOptions options;
    private final int concurrency;
    private final List<Header> login;
    private final Connections connections;
    private final ScheduledThreadPoolExecutor timer;
    private CloseableHttpClient http;
    private boolean closed;

    /**
     * Opens no connection yet.
     *
     * @throws IllegalArgumentException if the options of the connection cannot be used
     */
    Transport(ConnectionConfig config, int concurrency) {
        this.config = config;
        this.concurrency = concurrency;
        this.options = ClientOptions.of(config);
        this.login = Login.headers(config, options);
        this.connections =
                new Connections(options, config.endpoints().stream().anyMatch(Endpoint::tls));
        this.timer = new ScheduledThreadPoolExecutor(1, Transport::thread);
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_TIMER_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "clickhouse-deadlines");
        thread.setDaemon(true);
        return thread;
    }

    /** Prepares a request for one server; it is sent at most once. */
    Call prepare(Endpoint endpoint, Request request) throws ClickHouseException {
        HttpPost post = new HttpPost(URI.create("/"));
        post.setPath(Parameters.path(endpoint, config, request.settings()));
        post.setScheme(endpoint.tls() ? "https" : "http");
        post.setAuthority(new URIAuthority(plainName(endpoint.host()), endpoint.port()));
        login.forEach(post::addHeader);
        options.headers().forEach(post::addHeader);
        HttpHost target =
                new HttpHost(endpoint.tls() ? "https" : "http", endpoint.host(), endpoint.port());
        Exchange exchange =
                new Exchange(
                        http(endpoint),
                        connections.context(),
                        target,
                        timer,
                        options.requestTimeout(),
                        config.username());
        return new Call(endpoint, exchange, post, request.body());
    }

    /**
     * Returns the host's name for other machines: without the zone, which only this machine knows,
     * and without the resolver's trailing dot.
     */
    private static String plainName(String host) {
        int zone = host.indexOf('%');
        String name = zone < 0 ? host : host.substring(0, zone);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    Duration quorumTimeout() {
        return options.quorumTimeout();
    }

    /** How often the server shows that it is at work on a query. */
    Duration signInterval() {
        return options.signInterval();
    }

    private synchronized CloseableHttpClient http(Endpoint endpoint) throws ClickHouseException {
        if (closed) {
            throw ErrorMapping.closed(null);
        }
        if (http == null) {
            try {
                http = connections.open(concurrency);
            } catch (IllegalArgumentException e) {
                throw ErrorMapping.setUp(endpoint, e);
            }
        }
        return http;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes every connection, including those in use. */
    @Override
    public synchronized void close() {
        closed = true;
        timer.shutdownNow();
        if (http != null) {
            http.close(CloseMode.IMMEDIATE);
        }
    }
}
