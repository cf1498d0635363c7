// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The jars of a server, resolved by Maven into the {@link Cache} from a pom among our resources. A
 * changed pom is a new entry.
 *
 * @param home {@code lib/} for the server, {@code opt/} for its client where it has one
 */
public record Distribution(Path home) {

    private static final List<String> FLINK_LINES =
            List.of("1.20.3", "2.0.0", "2.1.1", "2.2.0", "2.3.0");
    private static final String KAFKA_VERSION = "4.2.1";
    private static final String APICURIO_VERSION = "2.6.13.Final";
    private static final String S3PROXY_VERSION = "2.5.0";
    private static final String ZOOKEEPER_VERSION = "3.9.4";

    static Distribution kafka() {
        return get("kafka.xml", "kafka-" + KAFKA_VERSION, Map.of());
    }

    static Distribution zooKeeper() {
        return get("zookeeper.xml", "zookeeper-" + ZOOKEEPER_VERSION, Map.of());
    }

    static Distribution schemaRegistry() {
        return get("apicurio.xml", "apicurio-" + APICURIO_VERSION, Map.of());
    }

    static Distribution flink(String version) {
        return get("flink.xml", "flink-" + version, Map.of("flink.version", version));
    }

    /** The last version of each Flink line that the connector is offered for. */
    public static List<String> flinkLines() {
        return FLINK_LINES;
    }

    /** What a connector is compiled against, of one Flink version. */
    public static List<Path> flinkApi(String version) {
        return get("flink-api.xml", "flink-api-" + version, Map.of("flink.version", version))
                .jars("lib");
    }

    /** The jars in the {@code lib/} of a plain Flink. */
    public static List<Path> flinkLib(String version) {
        return flink(version).serverJars();
    }

    /** The Kafka connector for a Flink version: what its SQL client needs by {@code -j}. */
    public static List<Path> kafkaConnector(String flinkVersion) {
        boolean first = flinkVersion.startsWith("1.");
        String connector = flinkVersion.startsWith("2.0.") ? "4.0.1-2.0" : "5.0.0-2.2";
        return get(
                        first ? "flink-kafka-1.xml" : "flink-kafka-2.xml",
                        "flink-kafka-" + flinkVersion,
                        Map.of("flink.version", flinkVersion, "kafka.connector.version", connector))
                .jars("lib");
    }

    /** The {@code avro-confluent} format for a Flink version. */
    public static List<Path> avroConfluentFormat(String flinkVersion) {
        String version = flinkVersion.startsWith("1.20.") ? "1.20.0" : flinkVersion;
        return get(
                        "flink-avro-confluent.xml",
                        "flink-avro-confluent-" + version,
                        Map.of("avro.version", version))
                .jars("lib");
    }

    static Distribution s3Proxy() {
        return get("s3proxy.xml", "s3proxy-" + S3PROXY_VERSION, Map.of());
    }

    /** Flink's plugin for S3. */
    static List<Path> s3Plugin(String flinkVersion) {
        return get(
                        "flink-s3.xml",
                        "flink-s3-" + flinkVersion,
                        Map.of("flink.version", flinkVersion))
                .jars("lib");
    }

    /** What every process of Flink has on its class path. */
    List<Path> serverJars() {
        return jars("lib").stream().filter(jar -> !isClientOnly(jar)).toList();
    }

    /** Returns the additional class path of the SQL client. */
    List<Path> clientJars() {
        return Stream.concat(
                        jars("lib").stream().filter(Distribution::isClientOnly),
                        jars("opt").stream())
                .toList();
    }

    private static boolean isClientOnly(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("flink-sql-client-") || name.startsWith("flink-sql-gateway-");
    }

    List<Path> jars(String directory) {
        try (Stream<Path> files = Files.list(home.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String classPath(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Distribution get(String pom, String name, Map<String, String> properties) {
        byte[] text = resource(pom);
        CRC32 fingerprint = new CRC32();
        fingerprint.update(text);
        return new Distribution(
                Cache.entry(
                        name + "-" + Long.toHexString(fingerprint.getValue()),
                        name + " (Maven)",
                        directory -> {
                            Files.write(directory.resolve("pom.xml"), text);
                            Cache.run(directory, maven(properties));
                        }));
    }

    private static List<String> maven(Map<String, String> properties) {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-q", "package"));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        String repository = System.getProperty("maven.repo.local");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        return command;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Distribution.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
