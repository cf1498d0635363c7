// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.PluginDescriptor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An S3 server that keeps one bucket in its memory, and Flink's plugin that speaks to it. */
public final class S3Server extends ServerProcess {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final String BUCKET = "bucket";
    private static final String LOGGING =
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final Distribution proxy = Distribution.s3Proxy();
    private final int port = Ports.take();

    private S3Server() {
        super("s3");
    }

    public static S3Server start() {
        S3Server server = new S3Server();
        server.launch();
        return server;
    }

    public String url() {
        return "s3://" + BUCKET;
    }

    private String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Makes {@code s3://} a file system of Flink in this JVM, as a plugin does in a cluster. */
    public void usePlugin(String flinkVersion) {
        Configuration config = new Configuration();
        config.setString("s3.endpoint", endpoint());
        config.setString("s3.path.style.access", "true");
        config.setString("s3.access-key", "test");
        config.setString("s3.secret-key", "test");
        URL[] jars =
                Distribution.s3Plugin(flinkVersion).stream().map(S3Server::url).toArray(URL[]::new);
        FileSystem.initialize(
                config,
                new DefaultPluginManager(
                        List.of(new PluginDescriptor("s3-fs-hadoop", jars, new String[0])),
                        CoreOptions.getPluginParentFirstLoaderPatterns(config)));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> command() {
        try {
            Path logging = Files.writeString(directory().resolve("logback.xml"), LOGGING);
            Path settings =
                    Files.writeString(
                            directory().resolve("s3proxy.properties"),
                            """
                            s3proxy.endpoint=%s
                            s3proxy.authorization=none
                            jclouds.provider=transient
                            jclouds.identity=test
                            jclouds.credential=test
                            """
                                    .formatted(endpoint()));
            List<String> command =
                    new ArrayList<>(
                            java(
                                    List.of(
                                            "-Xmx128m",
                                            "-XX:+UseSerialGC",
                                            "-XX:TieredStopAtLevel=1",
                                            "-Dlogback.configurationFile=" + logging),
                                    Distribution.classPath(proxy.jars("lib")),
                                    "org.gaul.s3proxy.Main"));
            command.addAll(List.of("--properties", settings.toString()));
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the bucket when the server answers. */
    @Override
    protected boolean ready() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(endpoint() + "/" + BUCKET))
                            .timeout(Duration.ofSeconds(2))
                            .PUT(HttpRequest.BodyPublishers.noBody())
                            .build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
