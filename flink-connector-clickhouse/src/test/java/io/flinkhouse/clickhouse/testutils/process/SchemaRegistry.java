// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An Apicurio registry, which speaks the interface that {@code avro-confluent} needs. */
public final class SchemaRegistry extends ServerProcess {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");

    private final Path home = Distribution.schemaRegistry().home().resolve("registry");
    private final int port = Ports.take();

    private SchemaRegistry() {
        super("schema-registry");
    }

    public static SchemaRegistry start() {
        SchemaRegistry registry = new SchemaRegistry();
        registry.launch();
        return registry;
    }

    /** Returns the value of {@code avro-confluent.url}. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** Registers a version of a subject's Avro schema, and returns the id that messages carry. */
    public int register(String subject, String schema) {
        String text = schema.strip().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
        URI versions = URI.create(url() + "/subjects/" + subject + "/versions");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(versions)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"" + text + "\"}"));
        try {
            String answer = ask(request).body();
            Matcher id = ID.matcher(answer);
            if (!id.find()) {
                throw new IllegalStateException("No id for the schema: " + answer);
            }
            return Integer.parseInt(id.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> command() {
        String storage = "jdbc:h2:file:" + directory().resolve("registry") + ";WRITE_DELAY=0";
        return java(
                List.of(
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.datasource.jdbc.url=" + storage,
                        "-Dregistry.datasource.url=" + storage),
                runner().toString(),
                "io.quarkus.runner.GeneratedMain");
    }

    @Override
    protected boolean ready() {
        try {
            return ask(HttpRequest.newBuilder(URI.create(url() + "/subjects"))).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request) throws IOException {
        try {
            return CLIENT.send(
                    request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Path runner() {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No runner jar in " + home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
