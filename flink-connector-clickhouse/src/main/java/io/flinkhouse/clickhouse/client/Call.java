// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends one request to one server, in the thread of the caller. An interrupt, a time-out or {@code
 * close} of the client cuts its connection at once.
 */
final class Call {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    /** The maximum length of a response; rows of tables are read as a stream. */
    private static final int MAX_ANSWER = 64 << 20;

    private static final String OURS = "x-clickhouse-";
    private static final String SUMMARY = "X-ClickHouse-Summary";
    private static final String CODE = "X-ClickHouse-Exception-Code";
    private static final String TAG = "X-ClickHouse-Exception-Tag";

    private final Endpoint endpoint;
    private final Exchange exchange;
    private final HttpPost post;
    private final long sent;
    private final Guard guard;

    Call(Endpoint endpoint, Exchange exchange, HttpPost post, Payload body) {
        this.endpoint = endpoint;
        this.exchange = exchange;
        this.post = post;
        this.sent = body.length();
        this.guard = new Guard(post::cancel);
        post.setEntity(new PayloadEntity(body, guard::listenAgain));
    }

    /** Sends the request and reads the whole response. */
    Response execute() throws ClickHouseException {
        return limited(
                () -> {
                    ClassicHttpResponse response = exchange.send(post);
                    requireSuccess(response);
                    byte[] body = beginning(response, MAX_ANSWER + 1);
                    if (body.length > MAX_ANSWER) {
                        throw ErrorMapping.tooMuch(endpoint, MAX_ANSWER >> 20);
                    }
                    Header summary = response.getFirstHeader(SUMMARY);
                    return new Response(
                            summary == null ? null : summary.getValue(),
                            new String(body, StandardCharsets.UTF_8));
                });
    }

    /**
     * Sends the request and returns the content of the frames in the response as a stream. Closing
     * it early cuts the connection.
     */
    ResponseStream open(ReadBuffer limits) throws ClickHouseException {
        return limited(
                () -> {
                    ClassicHttpResponse response = exchange.send(post);
                    requireSuccess(response);
                    requireEnd(response);
                    Header tag = response.getFirstHeader(TAG);
                    InputStream body =
                            response.getEntity() == null
                                    ? InputStream.nullInputStream()
                                    : response.getEntity().getContent();
                    return new ResponseStream(
                            endpoint,
                            exchange.user(),
                            new ResponseBuffer(body, post::cancel, limits, ResponseBuffer.PAUSE),
                            tag == null ? "" : tag.getValue().strip());
                });
    }

    /** Refuses a body that ends with its connection, because a cut would look like its end. */
    private void requireEnd(ClassicHttpResponse response) throws ClickHouseException {
        HttpEntity body = response.getEntity();
        if (body != null && !body.isChunked() && body.getContentLength() < 0) {
            throw ErrorMapping.endless(endpoint);
        }
    }

    private <T> T limited(Guard.Step<T> step) throws ClickHouseException {
        Future<?> limit = null;
        boolean completed = false;
        try {
            limit = guard.limit(exchange.timer(), exchange.limit());
            T result = guard.hold(step);
            completed = true;
            return result;
        } catch (ClickHouseException e) {
            throw e;
        } catch (RejectedExecutionException e) {
            throw ErrorMapping.closed(e);
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        } finally {
            if (limit != null) {
                limit.cancel(false);
            }
            if (!completed) {
                post.cancel();
            }
        }
    }

    private ClickHouseException failure(Exception e) {
        if (guard.isLate()) {
            return ErrorMapping.late(endpoint, exchange.limit(), e);
        }
        if (Thread.currentThread().isInterrupted()) {
            return ErrorMapping.interrupted(endpoint, e);
        }
        return exchange.timer().isShutdown()
                ? ErrorMapping.closed(e)
                : ErrorMapping.of(endpoint, e);
    }

    private void requireSuccess(ClassicHttpResponse response) throws IOException {
        Header code = response.getFirstHeader(CODE);
        if (code != null || response.getCode() != 200) {
            String text = isEncoded(response) ? "" : errorText(response);
            throw code != null
                    ? ErrorMapping.ofServer(endpoint, exchange.user(), code.getValue(), text)
                    : Statuses.failure(endpoint, exchange.user(), response, text, sent);
        }
        if (Arrays.stream(response.getHeaders()).noneMatch(Call::isOurs)) {
            throw ErrorMapping.notClickHouse(endpoint);
        }
        if (isEncoded(response)) {
            throw ErrorMapping.encoded(endpoint);
        }
    }

    private static boolean isEncoded(ClassicHttpResponse response) {
        Header encoding = response.getFirstHeader("Content-Encoding");
        return encoding != null && !encoding.getValue().equalsIgnoreCase("identity");
    }

    private static boolean isOurs(Header header) {
        return header.getName().regionMatches(true, 0, OURS, 0, OURS.length());
    }

    /**
     * Returns the text of an error response, or an empty text if it cannot be read, because the
     * status alone suffices.
     */
    private static String errorText(ClassicHttpResponse response) {
        try {
            return response.getEntity() == null
                    ? ""
                    : ErrorText.of(response.getEntity().getContent());
        } catch (IOException e) {
            LOG.debug("The text of an error cannot be read", e);
            return "";
        }
    }

    /**
     * Returns the beginning of the body. A body that is read to its end releases its connection.
     */
    private static byte[] beginning(ClassicHttpResponse response, int most) throws IOException {
        return response.getEntity() == null
                ? new byte[0]
                : response.getEntity().getContent().readNBytes(most);
    }
}
