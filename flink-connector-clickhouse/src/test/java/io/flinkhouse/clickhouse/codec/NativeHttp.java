// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Blocks to and from a server by plain HTTP, so that codec tests depend on no client. */
final class NativeHttp {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SETTINGS =
            "&session_timezone=UTC&allow_suspicious_low_cardinality_types=1"
                    + "&allow_suspicious_variant_types=1&enable_time_time64_type=1"
                    + "&allow_experimental_bfloat16_type=1";

    private NativeHttp() {}

    static byte[] select(ClickHouseDatabase db, String sql) {
        return post(db, "", (sql + " FORMAT Native").getBytes(StandardCharsets.UTF_8));
    }

    static void execute(ClickHouseDatabase db, String sql) {
        post(db, "", sql.getBytes(StandardCharsets.UTF_8));
    }

    static void insert(ClickHouseDatabase db, String table, EncodedBlock block) {
        send(db, "INSERT INTO " + table + " FORMAT Native", block);
    }

    /** Sends a statement with a block behind it. */
    static void send(ClickHouseDatabase db, String statement, EncodedBlock block) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            block.writeTo(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String query = URLEncoder.encode(statement, StandardCharsets.UTF_8);
        post(db, "&decompress=1&query=" + query, body.toByteArray());
    }

    private static byte[] post(ClickHouseDatabase db, String parameters, byte[] body) {
        URI uri = URI.create(db.url() + "/?database=" + db.name() + SETTINGS + parameters);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("X-ClickHouse-User", db.username())
                        .header("X-ClickHouse-Key", db.password())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try {
            HttpResponse<byte[]> response =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(
                        new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
