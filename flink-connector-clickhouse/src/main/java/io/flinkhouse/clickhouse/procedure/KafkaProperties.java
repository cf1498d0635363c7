// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import org.apache.flink.table.api.ValidationException;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Reads the properties of Kafka's client from arguments. Secrets come from a file: Flink logs the
 * arguments of each CALL.
 */
final class KafkaProperties {

    private static final String SERVERS = "bootstrap.servers";

    private KafkaProperties() {}

    /**
     * Returns the properties.
     *
     * @param inline {@code name=value;name=value}, null for none
     * @param file path of a properties file on the machine that runs the CALL, null for none
     */
    static Map<String, String> of(String inline, String file) {
        Map<String, String> all = new HashMap<>();
        if (file != null) {
            all.putAll(inFile(file));
        }
        if (inline != null) {
            for (String entry : ProcedureArguments.list(inline, ";")) {
                addInline(all, entry);
            }
        }
        if (!all.containsKey(SERVERS)) {
            throw new ValidationException(
                    "Kafka's address is missing: give properties => 'bootstrap.servers=kafka:9092',"
                            + " or a 'properties_file' with "
                            + SERVERS
                            + ".");
        }
        return all;
    }

    private static void addInline(Map<String, String> all, String entry) {
        int equals = entry.indexOf('=');
        if (equals < 1) {
            throw new ValidationException(
                    "An entry of 'properties' is not of the form name=value. Separate entries with"
                            + " ';', as in 'bootstrap.servers=kafka:9092;group.id=clicks'.");
        }
        String name = entry.substring(0, equals).trim();
        if (isSecret(name)) {
            throw new ValidationException(
                    "'properties' has '"
                            + name
                            + "', which may hold a secret, and Flink logs the arguments of a CALL."
                            + " Put it into a file, and name the file with 'properties_file'.");
        }
        all.put(name, entry.substring(equals + 1).trim());
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password")
                || lower.contains("secret")
                || lower.endsWith("jaas.config")
                || lower.endsWith(".key");
    }

    private static Map<String, String> inFile(String file) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ValidationException(
                    "Cannot read 'properties_file' '"
                            + file
                            + "' ("
                            + e.getClass().getSimpleName()
                            + "): give a Java properties file on the machine that runs the CALL, the SQL"
                            + " client or gateway.");
        }
        Map<String, String> all = new HashMap<>();
        read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
        return all;
    }
}
