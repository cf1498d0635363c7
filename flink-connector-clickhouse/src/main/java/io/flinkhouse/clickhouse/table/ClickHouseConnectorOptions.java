// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ErrorMode;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;
import java.util.Map;

/**
 * The options of a table with {@code 'connector' = 'clickhouse'}, in the order of the
 * documentation.
 */
@PublicEvolving
public final class ClickHouseConnectorOptions {

    /** Prefix of server settings, {@code settings.<name>}. */
    public static final String SETTINGS_PREFIX = "settings.";

    /** Prefix of options of the HTTP client, {@code client.<name>}. */
    public static final String CLIENT_PREFIX = "client.";

    public static final ConfigOption<String> URL =
            ConfigOptions.key("url")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Address of the server's HTTP interface:"
                                    + " http(s)://host[:port][,host2[:port2]]. The default port"
                                    + " is 8123, or 8443 with https. Several hosts must serve the"
                                    + " same data; the connector uses the next one if it cannot"
                                    + " connect to one. clickhouse:// and jdbc:clickhouse:// are"
                                    + " accepted too and may end in /database and ?ssl=true.");

    public static final ConfigOption<String> USERNAME =
            ConfigOptions.key("username")
                    .stringType()
                    .defaultValue(ConnectionConfig.DEFAULT_USERNAME)
                    .withDescription(
                            "User of the server. It needs INSERT on the table to write, and SELECT"
                                    + " to read; the checks at planning need to see the table.");

    public static final ConfigOption<String> PASSWORD =
            ConfigOptions.key("password")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "Password of the user. The connector never shows it in a message or a"
                                    + " log, and EXPLAIN hides it, but Flink's SHOW CREATE TABLE and"
                                    + " COMPILE PLAN show it. For tokens see"
                                    + " 'client.access_token'.");

    public static final ConfigOption<String> PASSWORD_FILE =
            ConfigOptions.key("password-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File that holds the password, in place of 'password': on the machine"
                                    + " that plans the statements, in UTF-8. A line break at its"
                                    + " end is left out. SHOW CREATE TABLE, SHOW CREATE CATALOG and"
                                    + " compiled plans then show only the path.");

    public static final ConfigOption<String> DATABASE_NAME =
            ConfigOptions.key("database-name")
                    .stringType()
                    .defaultValue(ConnectionConfig.DEFAULT_DATABASE)
                    .withDescription("Database of the table, unless 'url' names one.");

    public static final ConfigOption<String> TABLE_NAME =
            ConfigOptions.key("table-name")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The table, as ClickHouse spells it; upper and lower case differ."
                                    + " Required, unless 'scan.query' is set.");

    public static final ConfigOption<Map<String, String>> SETTINGS =
            ConfigOptions.key("settings")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Server settings sent with every statement, each as"
                                    + " 'settings.<name>', for example 'settings.insert_quorum' ="
                                    + " '2'. Settings that delivery depends on, such as"
                                    + " async_insert, are rejected.");

    public static final ConfigOption<Map<String, String>> CLIENT =
            ConfigOptions.key("client")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Options of the HTTP client, each as 'client.<name>': time-outs,"
                                    + " proxy, TLS, access token. The user guide lists them.");

    public static final ConfigOption<ErrorMode> SCAN_ERROR_MODE =
            ConfigOptions.key("scan.error-mode")
                    .enumType(ErrorMode.class)
                    .defaultValue(ErrorMode.FAIL)
                    .withDescription(
                            "Handling of a broken message of the topic: one that the format"
                                    + " cannot decode, or that has no value for a NOT NULL"
                                    + " column. 'fail': the job fails. 'skip': the message is"
                                    + " counted and left out. 'dead-letter': the message is"
                                    + " written to 'sink.dead-letter.table', once, also after a"
                                    + " failure.");

    public static final ConfigOption<Long> SCAN_ERROR_TOLERANCE =
            ConfigOptions.key("scan.error-tolerance")
                    .longType()
                    .noDefaultValue()
                    .withDescription(
                            "Maximum broken messages per source subtask between two checkpoints;"
                                    + " one more fails the job. Without it, there is no limit.");

    /** Returns all options except those with the prefixes {@link #SETTINGS} and {@link #CLIENT}. */
    static final List<ConfigOption<?>> SINGLE =
            List.of(
                    URL,
                    USERNAME,
                    PASSWORD,
                    PASSWORD_FILE,
                    DATABASE_NAME,
                    TABLE_NAME,
                    SCAN_ERROR_MODE,
                    SCAN_ERROR_TOLERANCE);

    static final List<ConfigOption<?>> REQUIRED = List.of(URL);

    static final List<String> PREFIXES = List.of(SETTINGS_PREFIX, CLIENT_PREFIX);

    private ClickHouseConnectorOptions() {}
}
