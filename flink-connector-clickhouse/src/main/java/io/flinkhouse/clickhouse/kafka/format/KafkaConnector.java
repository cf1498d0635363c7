// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.FlinkVersion;
import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.factories.DynamicTableFactory.Context;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.FactoryUtil.TableFactoryHelper;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds the Kafka connector on the class path of the job, in any version. */
@Internal
public final class KafkaConnector {

    static final String IDENTIFIER = "kafka";

    private static final String WRITES = "sink.";

    /**
     * A class that, unlike the source, does not load in another major version of Flink, where the
     * connector does not work.
     */
    private static final String SINK = "org.apache.flink.connector.kafka.sink.KafkaSink";

    private final DynamicTableSourceFactory factory;

    private KafkaConnector(DynamicTableSourceFactory factory) {
        this.factory = factory;
    }

    /**
     * Returns the connector.
     *
     * @throws ValidationException if there is none, or more than one; the error names the jar
     */
    public static KafkaConnector find(ClassLoader jars) {
        return linked(
                () -> {
                    DynamicTableSourceFactory factory = discover(jars);
                    load(SINK, factory.getClass().getClassLoader());
                    return new KafkaConnector(factory);
                });
    }

    private static DynamicTableSourceFactory discover(ClassLoader jars) {
        try {
            return FactoryUtil.discoverFactory(jars, DynamicTableSourceFactory.class, IDENTIFIER);
        } catch (ValidationException e) {
            throw new ValidationException(
                    "A table with a topic needs Flink's Kafka connector, exactly one. "
                            + advice()
                            + " Flink says: "
                            + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static void load(String name, ClassLoader jars) {
        try {
            Class.forName(name, false, jars);
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(name);
        }
    }

    /** Returns the options of the connector's source. */
    public Set<String> options() {
        Set<String> names = new TreeSet<>();
        Stream.of(factory.requiredOptions(), factory.optionalOptions())
                .flatMap(Set::stream)
                .map(ConfigOption::key)
                .filter(name -> !name.startsWith(WRITES))
                .forEach(names::add);
        return names;
    }

    /** Returns the class loader that has the connector and Kafka's client library. */
    public ClassLoader jars() {
        return factory.getClass().getClassLoader();
    }

    public ScanTableSource source(Context table) {
        DynamicTableSource source = linked(() -> factory.createDynamicTableSource(table));
        return (ScanTableSource) source;
    }

    /** Returns the factory helper that discovers the formats of a table. */
    TableFactoryHelper helper(Context table) {
        return FactoryUtil.createTableFactoryHelper(factory, table);
    }

    /**
     * Loads the factory. A connector for another Flink version is found too, and fails at the first
     * class that this version lacks.
     */
    static <T> T linked(Supplier<T> call) {
        try {
            return call.get();
        } catch (LinkageError e) {
            throw new ValidationException(
                    "The Kafka connector on the class path does not fit Flink "
                            + FlinkVersion.current()
                            + " ("
                            + e
                            + "). "
                            + advice());
        }
    }

    private static String advice() {
        String line = FlinkVersion.current().toString();
        return "For Flink "
                + line
                + " that is "
                + jar(line)
                + ": give it to the SQL client with -j, or put it into lib/.";
    }

    private static String jar(String line) {
        return switch (line) {
            case "1.20" -> "flink-connector-kafka 3.4.0-1.20 together with kafka-clients 3.4.0";
            case "2.0" -> "flink-sql-connector-kafka 4.0.1-2.0";
            case "2.1" -> "flink-sql-connector-kafka 5.0.0-2.1";
            default -> "flink-sql-connector-kafka 5.0.0-2.2";
        };
    }
}
