// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Distribution;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fat jar as it is shipped; what {@code -j} gets. */
public final class ConnectorJar {

    private ConnectorJar() {}

    public static Path path() {
        String configured = System.getProperty("connector.jar");
        if (configured == null || !Files.isRegularFile(Path.of(configured))) {
            throw new IllegalStateException(
                    "The connector's jar is not built (connector.jar = "
                            + configured
                            + "). Run Maven up to 'package' or further.");
        }
        return Path.of(configured);
    }

    /** The connector together with Kafka's for the Flink line of this run. */
    public static List<Path> withKafka() {
        return withKafka(FlinkOptions.DEFAULT.version());
    }

    /** The same for another Flink line. */
    public static List<Path> withKafka(String flinkVersion) {
        List<Path> jars = new ArrayList<>(Distribution.kafkaConnector(flinkVersion));
        jars.add(path());
        return jars;
    }
}
