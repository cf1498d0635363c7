// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shared directory of a cluster: configuration, checkpoints, and the jars of all its JVMs. */
final class FlinkInstallation {

    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.net",
                    "java.io",
                    "java.nio",
                    "sun.nio.ch",
                    "java.lang.reflect",
                    "java.text",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks");

    private static final String LOGGING =
            """
            rootLogger.level=${sys:log.level:-INFO}
            rootLogger.appenderRef.out.ref=out
            appender.out.type=Console
            appender.out.name=out
            appender.out.layout.type=PatternLayout
            appender.out.layout.pattern=%d{HH:mm:ss,SSS} %-5p %c{1} [%t] %m%n
            """;

    private final FlinkOptions options;
    private final Distribution flink;
    private final Path home;

    FlinkInstallation(FlinkOptions options, int rpcPort, int restPort) {
        this.options = options;
        this.flink = Distribution.flink(options.version());
        this.home = Workspace.directory("flink");
        try {
            Files.createDirectories(home.resolve("conf"));
            Files.createDirectories(home.resolve("plugins"));
            Files.createDirectories(home.resolve("tmp"));
            Files.writeString(home.resolve("conf/log4j.properties"), LOGGING);
            Files.writeString(home.resolve("conf/config.yaml"), yaml(rpcPort, restPort));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FlinkOptions options() {
        return options;
    }

    Path home() {
        return home;
    }

    String confDir() {
        return home.resolve("conf").toString();
    }

    /** Puts a jar where the REST interface finds it, and returns its id there. */
    String upload(Path jar) {
        Path target = home.resolve("web/flink-web-upload").resolve(jar.getFileName());
        try {
            Files.createDirectories(target.getParent());
            Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.getFileName().toString();
    }

    String serverClassPath() {
        return Distribution.classPath(
                Stream.concat(flink.serverJars().stream(), options.lib().stream()).toList());
    }

    String clientClassPath() {
        return serverClassPath()
                + java.io.File.pathSeparator
                + Distribution.classPath(flink.clientJars());
    }

    Map<String, String> environment() {
        return Map.of(
                "FLINK_CONF_DIR", confDir(),
                "FLINK_LIB_DIR", flink.home().resolve("lib").toString(),
                "FLINK_OPT_DIR", flink.home().resolve("opt").toString(),
                "FLINK_PLUGINS_DIR", home.resolve("plugins").toString(),
                "FLINK_LOG_DIR", home.toString());
    }

    List<String> jvmOptions(String... memory) {
        List<String> all = new ArrayList<>(List.of(memory));
        all.add("-XX:MaxMetaspaceSize=256m");
        all.add("-XX:+UseSerialGC");
        all.add("--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED");
        all.add("--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED");
        all.add("--add-exports=java.base/sun.net.util=ALL-UNNAMED");
        OPENED.forEach(name -> all.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        all.add("-Dlog4j.configurationFile=" + home.resolve("conf/log4j.properties").toUri());
        all.add("-Djava.io.tmpdir=" + home.resolve("tmp"));
        return all;
    }

    /** Flat keys are valid YAML and valid in both of Flink's readers. */
    private String yaml(int rpcPort, int restPort) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("jobmanager.bind-host", "localhost");
        all.put("jobmanager.rpc.address", "localhost");
        all.put("jobmanager.rpc.port", String.valueOf(rpcPort));
        all.put("taskmanager.bind-host", "localhost");
        all.put("taskmanager.host", "localhost");
        all.put("taskmanager.numberOfTaskSlots", String.valueOf(options.slots()));
        all.put("rest.address", "localhost");
        all.put("rest.bind-address", "localhost");
        all.put("rest.port", String.valueOf(restPort));
        all.put("web.refresh-interval", "100");
        all.put("web.upload.dir", home.resolve("web").toString());
        all.put("parallelism.default", "1");
        all.put("heartbeat.interval", "1000");
        all.put("heartbeat.timeout", "5000");
        all.put("cluster.registration.error-delay", "500");
        all.put("cluster.registration.initial-timeout", "100");
        all.put("cluster.registration.refused-registration-delay", "500");
        all.put("execution.checkpointing.interval", "2s");
        all.put("execution.checkpointing.dir", home.resolve("checkpoints").toUri().toString());
        all.put(
                "execution.checkpointing.savepoint-dir",
                home.resolve("savepoints").toUri().toString());
        all.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        all.put("restart-strategy.type", "fixed-delay");
        all.put("restart-strategy.fixed-delay.attempts", "1000");
        all.put("restart-strategy.fixed-delay.delay", "500ms");
        all.put("metrics.fetcher.update-interval", "500");
        all.put("io.tmp.dirs", home.resolve("tmp").toString());
        all.put("high-availability.storageDir", home.resolve("ha").toUri().toString());
        all.put("high-availability.cluster-id", "/" + home.getFileName());
        all.putAll(options.config());
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + ": \"" + entry.getValue() + "\"\n")
                .collect(Collectors.joining());
    }
}
