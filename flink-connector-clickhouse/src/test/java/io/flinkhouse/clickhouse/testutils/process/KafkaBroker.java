// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One Kafka broker, which is its own controller. */
public final class KafkaBroker extends ServerProcess {

    public static final String USER = "flink";

    private static final String READY = "Kafka Server started";
    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";

    private static final String CONFIG =
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@localhost:%1$d
            listeners=PLAINTEXT://localhost:%2$d,CONTROLLER://localhost:%1$d%4$s
            advertised.listeners=PLAINTEXT://localhost:%2$d%4$s
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=PLAINTEXT
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_SSL,TLS:SSL
            log.dirs=%3$s
            num.partitions=2
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=1
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            group.initial.rebalance.delay.ms=0
            auto.create.topics.enable=false
            log.cleaner.dedupe.buffer.size=16777216
            log.cleaner.backoff.ms=200
            broker.session.timeout.ms=3000
            broker.heartbeat.interval.ms=500
            """;

    private static final String SECURITY =
            """
            listener.name.sasl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
            listener.name.sasl.plain.sasl.jaas.config=%3$s.plain.PlainLoginModule required user_%4$s="%2$s";
            listener.name.sasl.scram-sha-256.sasl.jaas.config=%3$s.scram.ScramLoginModule required;
            listener.name.sasl.scram-sha-512.sasl.jaas.config=%3$s.scram.ScramLoginModule required;
            listener.name.tls.ssl.client.auth=required
            ssl.keystore.type=PKCS12
            ssl.keystore.location=%1$s
            ssl.keystore.password=%2$s
            ssl.key.password=%2$s
            ssl.truststore.type=PKCS12
            ssl.truststore.location=%5$s
            ssl.truststore.password=%2$s
            """;

    private static final String LOGGING =
            """
            rootLogger.level=INFO
            rootLogger.appenderRef.out.ref=out
            appender.out.type=Console
            appender.out.name=out
            appender.out.layout.type=PatternLayout
            appender.out.layout.pattern=%d{HH:mm:ss,SSS} %-5p %c{1} %m%n
            """;

    private final Distribution kafka = Distribution.kafka();
    private final int port = Ports.take();
    private final int saslPort = Ports.take();
    private final int tlsPort = Ports.take();
    private long logSeen;

    private KafkaBroker(String listeners, String security) {
        super("kafka");
        try {
            String more = listeners.formatted(saslPort, tlsPort);
            Path data = directory().resolve("data");
            Files.writeString(
                    config(), CONFIG.formatted(Ports.take(), port, data, more) + security);
            Files.writeString(directory().resolve("log4j2.properties"), LOGGING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static KafkaBroker start() {
        return start(new KafkaBroker("", ""));
    }

    /** Listens at {@link #saslServers} and {@link #tlsServers} too, both with TLS. */
    public static KafkaBroker start(Certificates certificates) {
        String security =
                SECURITY.formatted(
                        certificates.serverStore(),
                        Certificates.PASSWORD,
                        "org.apache.kafka.common.security",
                        USER,
                        certificates.trustStore());
        return start(new KafkaBroker(",SASL://localhost:%d,TLS://localhost:%d", security));
    }

    private static KafkaBroker start(KafkaBroker broker) {
        broker.format();
        broker.launch();
        return broker;
    }

    /** Where {@link #USER} is asked for {@link Certificates#PASSWORD}. */
    public String saslServers() {
        return "localhost:" + saslPort;
    }

    /** Where clients are asked for a certificate. */
    public String tlsServers() {
        return "localhost:" + tlsPort;
    }

    /** {@code host:port}, as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    @Override
    protected List<String> command() {
        logSeen = logSize();
        List<String> command = tool("kafka.Kafka");
        command.add(config().toString());
        return command;
    }

    @Override
    protected boolean ready() {
        try {
            String text = Files.readString(log());
            return text.indexOf(READY, (int) Math.min(logSeen, text.length())) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void format() {
        List<String> command = tool("kafka.tools.StorageTool");
        command.addAll(List.of("format", "--ignore-formatted", "-t", CLUSTER_ID, "-c"));
        command.add(config().toString());
        try {
            Cache.run(directory(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> tool(String mainClass) {
        List<String> options = new ArrayList<>(List.of("-Xmx384m", "-XX:+UseSerialGC"));
        options.add("-Dlog4j2.configurationFile=" + directory().resolve("log4j2.properties"));
        return java(options, Distribution.classPath(kafka.jars("lib")), mainClass);
    }

    private Path config() {
        return directory().resolve("server.properties");
    }

    private long logSize() {
        try {
            return Files.exists(log()) ? Files.readString(log()).length() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
