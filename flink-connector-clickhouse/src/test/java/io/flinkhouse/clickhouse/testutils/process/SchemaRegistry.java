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
import java.util.stream.Stream;

/** An Apicurio registry, which speaks the interface that {@code avro-confluent} needs. */
public final class SchemaRegistry extends ServerProcess {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

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
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
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
