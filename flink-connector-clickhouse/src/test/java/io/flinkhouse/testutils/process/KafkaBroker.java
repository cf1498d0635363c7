// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One Kafka broker, which is its own controller. */
public final class KafkaBroker extends ServerProcess {

    private static final String READY = "Kafka Server started";
    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";

    private static final String CONFIG =
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@localhost:%1$d
            listeners=PLAINTEXT://localhost:%2$d,CONTROLLER://localhost:%1$d
            advertised.listeners=PLAINTEXT://localhost:%2$d
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=PLAINTEXT
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
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
            broker.session.timeout.ms=3000
            broker.heartbeat.interval.ms=500
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
    private long logSeen;

    private KafkaBroker() {
        super("kafka");
        try {
            Path data = directory().resolve("data");
            Files.writeString(config(), CONFIG.formatted(Ports.take(), port, data));
            Files.writeString(directory().resolve("log4j2.properties"), LOGGING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static KafkaBroker start() {
        KafkaBroker broker = new KafkaBroker();
        broker.format();
        broker.launch();
        return broker;
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
