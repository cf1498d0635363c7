// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The connection objects of one request and its response.
 *
 * @param limit the time limit of both
 * @param user the user whose request it is
 */
record Exchange(
        CloseableHttpClient http,
        HttpClientContext context,
        HttpHost target,
        ScheduledExecutorService timer,
        Duration limit,
        String user) {

    /** Sends the request and returns when the head of the response has arrived. */
    ClassicHttpResponse send(HttpPost post) throws IOException {
        return http.executeOpen(target, post, context);
    }
}
