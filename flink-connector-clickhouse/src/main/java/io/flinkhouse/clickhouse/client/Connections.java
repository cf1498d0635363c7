// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.client.OptionForm.ProxyType;

import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.auth.BasicAuthCache;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.net.InetSocketAddress;
import java.time.Duration;

import static io.flinkhouse.clickhouse.client.ClientOption.CONNECTION_REQUEST_TIMEOUT;
import static io.flinkhouse.clickhouse.client.ClientOption.CONNECTION_TIMEOUT;
import static io.flinkhouse.clickhouse.client.ClientOption.CONNECTION_TTL;
import static io.flinkhouse.clickhouse.client.ClientOption.KEEP_ALIVE;
import static io.flinkhouse.clickhouse.client.ClientOption.NETWORK_BUFFER;
import static io.flinkhouse.clickhouse.client.ClientOption.NO_DELAY;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_HOST;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_PASSWORD;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_PORT;
import static io.flinkhouse.clickhouse.client.ClientOption.PROXY_USER;
import static io.flinkhouse.clickhouse.client.ClientOption.RECEIVE_BUFFER;
import static io.flinkhouse.clickhouse.client.ClientOption.SEND_BUFFER;
import static io.flinkhouse.clickhouse.client.ClientOption.SOCKET_TIMEOUT;

/**
 * Creates the connection pool with the client options. It turns off everything that HttpClient
 * would do by itself: a request is sent once and only to its server, and the response is read
 * unchanged.
 */
final class Connections {

    /**
     * The maximum number of response headers, more than a server sends with its progress in hours;
     * without a limit they could fill the memory.
     */
    private static final int MAX_HEADERS = 1000;

    private static final int MAX_HEADER_BYTES = 1 << 16;

    /** A connection that has been idle for longer is checked before it is used. */
    private static final TimeValue TRUSTED_IDLE = TimeValue.ofMilliseconds(500);

    private final ClientOptions options;
    private final boolean tls;

    Connections(ClientOptions options, boolean tls) {
        this.options = options;
        this.tls = tls;
    }

    /**
     * Creates the pool.
     *
     * @param most the maximum of connections
     * @throws IllegalArgumentException if a file of the options cannot be used
     */
    CloseableHttpClient open(int most) {
        HttpClientBuilder builder =
                HttpClients.custom()
                        .setConnectionManager(pool(most))
                        .setDefaultRequestConfig(requests())
                        .setUserAgent(ConnectorVersion.USER_AGENT)
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .setDefaultCookieSpecRegistry(name -> null)
                        .disableContentCompression()
                        .disableConnectionState();
        if (isHttpProxy()) {
            builder.setProxy(proxy());
        }
        if (options.has(KEEP_ALIVE)) {
            TimeValue longest = time(options.duration(KEEP_ALIVE));
            builder.setKeepAliveStrategy(
                    (response, context) ->
                            shorter(
                                    DefaultConnectionKeepAliveStrategy.INSTANCE
                                            .getKeepAliveDuration(response, context),
                                    longest));
        }
        return builder.build();
    }

    /** Creates the context of one request; it holds the log-in at the proxy, also for tunnels. */
    HttpClientContext context() {
        HttpClientContext context = HttpClientContext.create();
        if (isHttpProxy() && options.has(PROXY_USER)) {
            String password = options.has(PROXY_PASSWORD) ? options.text(PROXY_PASSWORD) : "";
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(
                    new UsernamePasswordCredentials(
                            options.text(PROXY_USER), password.toCharArray()));
            BasicAuthCache known = new BasicAuthCache();
            known.put(proxy(), basic);
            context.setAuthCache(known);
        }
        return context;
    }

    private boolean isHttpProxy() {
        return options.has(PROXY_HOST) && options.proxyType() == ProxyType.HTTP;
    }

    private HttpHost proxy() {
        return new HttpHost("http", options.text(PROXY_HOST), options.number(PROXY_PORT));
    }

    private PoolingHttpClientConnectionManager pool(int most) {
        ConnectionConfig.Builder connections =
                ConnectionConfig.custom()
                        .setConnectTimeout(timeout(options.duration(CONNECTION_TIMEOUT)))
                        .setSocketTimeout(timeout(options.duration(SOCKET_TIMEOUT)))
                        .setValidateAfterInactivity(TRUSTED_IDLE);
        if (options.has(CONNECTION_TTL)) {
            connections.setTimeToLive(time(options.duration(CONNECTION_TTL)));
        }
        PoolingHttpClientConnectionManagerBuilder builder =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(
                                ManagedHttpClientConnectionFactory.builder()
                                        .http1Config(messages())
                                        .responseOutOfOrderStrategy(
                                                (request, connection, in, sent, next) ->
                                                        in.available() > 0)
                                        .build())
                        .setDefaultConnectionConfig(connections.build())
                        .setDefaultSocketConfig(sockets())
                        .setMaxConnTotal(most)
                        .setMaxConnPerRoute(most);
        return (tls ? builder.setTlsSocketStrategy(Tls.strategy(options)) : builder).build();
    }

    private Http1Config messages() {
        return Http1Config.custom()
                .setMaxHeaderCount(MAX_HEADERS)
                .setMaxLineLength(MAX_HEADER_BYTES)
                .setBufferSize(options.number(NETWORK_BUFFER))
                .build();
    }

    private RequestConfig requests() {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(timeout(options.duration(CONNECTION_REQUEST_TIMEOUT)))
                .setResponseTimeout(timeout(options.duration(SOCKET_TIMEOUT)))
                .setProtocolUpgradeEnabled(false)
                .setExpectContinueEnabled(false)
                .setRedirectsEnabled(false)
                .build();
    }

    private SocketConfig sockets() {
        SocketConfig.Builder sockets =
                SocketConfig.custom()
                        .setTcpNoDelay(options.flag(NO_DELAY))
                        .setSoTimeout(timeout(options.duration(SOCKET_TIMEOUT)));
        if (options.has(RECEIVE_BUFFER)) {
            sockets.setRcvBufSize(options.number(RECEIVE_BUFFER));
        }
        if (options.has(SEND_BUFFER)) {
            sockets.setSndBufSize(options.number(SEND_BUFFER));
        }
        if (options.has(PROXY_HOST) && options.proxyType() == ProxyType.SOCKS) {
            sockets.setSocksProxyAddress(
                    new InetSocketAddress(options.text(PROXY_HOST), options.number(PROXY_PORT)));
        }
        return sockets.build();
    }

    private static TimeValue shorter(TimeValue ofServer, TimeValue ours) {
        return TimeValue.isNonNegative(ofServer) && ofServer.compareTo(ours) < 0 ? ofServer : ours;
    }

    private static TimeValue time(Duration duration) {
        return TimeValue.ofMilliseconds(duration.toMillis());
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.ofMilliseconds(duration.toMillis());
    }
}
