// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaRegistryITCase {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void keepsItsSchemasAcrossAKill() throws Exception {
        try (SchemaRegistry registry = SchemaRegistry.start()) {
            String subject = registry.url() + "/subjects/s-value/versions";
            send(HttpRequest.newBuilder(URI.create(subject)).POST(schema()));
            registry.restart();
            URI subjects = URI.create(registry.url() + "/subjects");
            assertThat(send(HttpRequest.newBuilder(subjects))).isEqualTo("[\"s-value\"]");
        }
    }

    private static HttpRequest.BodyPublisher schema() {
        return HttpRequest.BodyPublishers.ofString("{\"schema\":\"\\\"string\\\"\"}");
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        request.header("Content-Type", "application/json");
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
