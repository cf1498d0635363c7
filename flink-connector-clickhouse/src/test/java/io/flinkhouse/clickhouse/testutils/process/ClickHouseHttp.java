// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Runs statements over plain HTTP, without code of the connector.
 *
 * @param address {@code http://host:port}
 */
record ClickHouseHttp(URI address, String username, String password, String database) {

    /** The server keeps answers in memory, which it does above a megabyte, not in a file each. */
    private static final String SETTINGS =
            "&wait_end_of_query=1&buffer_size=2097152&default_format=TSV";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** Reads {@code http://user:password@host:port}. */
    static ClickHouseHttp of(String url, String database) {
        URI uri = URI.create(url);
        String[] user = (uri.getUserInfo() == null ? "default" : uri.getUserInfo()).split(":", 2);
        return new ClickHouseHttp(
                URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()),
                user[0],
                user.length > 1 ? user[1] : "",
                database);
    }

    ClickHouseHttp with(String otherDatabase) {
        return new ClickHouseHttp(address, username, password, otherDatabase);
    }

    boolean ping() {
        try {
            HttpRequest ping =
                    HttpRequest.newBuilder(address.resolve("/ping"))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            return CLIENT.send(ping, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String execute(String sql) {
        String credentials = username + ":" + password;
        String query = "/?database=" + encode(database) + SETTINGS;
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(query))
                        .timeout(Duration.ofMinutes(5))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        credentials.getBytes(
                                                                StandardCharsets.UTF_8)))
                        .POST(HttpRequest.BodyPublishers.ofString(sql))
                        .build();
        try {
            HttpResponse<String> response =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        "ClickHouse refuses: "
                                + shortened(sql)
                                + "\n"
                                + shortened(response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "No answer from " + address + " to: " + shortened(sql), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during: " + shortened(sql), e);
        }
    }

    /** Rows of unescaped fields; NULL is {@code null}. */
    List<List<String>> query(String sql) {
        List<List<String>> rows = new ArrayList<>();
        String body = execute(sql);
        int start = 0;
        while (start < body.length()) {
            int end = body.indexOf('\n', start);
            List<String> row = new ArrayList<>();
            for (String field : body.substring(start, end).split("\t", -1)) {
                row.add(unescape(field));
            }
            rows.add(row);
            start = end + 1;
        }
        return rows;
    }

    private static String unescape(String field) {
        if (field.equals("\\N")) {
            return null;
        }
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            text.append(c == '\\' ? unescaped(field.charAt(++i)) : c);
        }
        return text.toString();
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case '0' -> '\0';
            default -> c;
        };
    }

    private static String shortened(String text) {
        return text.length() <= 2_000 ? text : text.substring(0, 2_000) + " ...";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
