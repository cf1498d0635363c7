// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The name and version that the connector sends to servers; {@code system.query_log} shows them.
 */
final class ConnectorVersion {

    static final String USER_AGENT = "flink-connector-clickhouse/" + version();

    private ConnectorVersion() {}

    private static String version() {
        try (InputStream in = ConnectorVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
