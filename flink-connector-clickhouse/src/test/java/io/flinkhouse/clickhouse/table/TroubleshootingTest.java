// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.factories.FactoryUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that the messages of docs/troubleshooting.md are those that users see. */
class TroubleshootingTest {

    private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
    private static final Path MESSAGES =
            Path.of("src", "test", "resources", "messages", "errors.txt");
    private static final Pattern MESSAGE = Pattern.compile("(?s)```message\n(.*?)\n```");

    /** Another connector with our identifier. */
    public static final class OtherClickHouseFactory implements DynamicTableSinkFactory {

        @Override
        public DynamicTableSink createDynamicTableSink(Context context) {
            throw new UnsupportedOperationException("never chosen");
        }

        @Override
        public String factoryIdentifier() {
            return ClickHouseDynamicTableFactory.IDENTIFIER;
        }

        @Override
        public Set<ConfigOption<?>> requiredOptions() {
            return Set.of();
        }

        @Override
        public Set<ConfigOption<?>> optionalOptions() {
            return Set.of();
        }
    }

    @Test
    void everyMessageIsInTheCode() throws IOException {
        String messages = Files.readString(MESSAGES);
        List<String> parts =
                MESSAGE.matcher(Files.readString(PAGE))
                        .results()
                        .flatMap(message -> Stream.of(message.group(1).split("…")))
                        .toList();
        assertThat(parts).hasSizeGreaterThan(12).allMatch(messages::contains);
    }

    @Test
    void twoConnectorsWithOneIdentifierAreAmbiguous(@TempDir Path jar) throws IOException {
        assertThatThrownBy(() -> find(jar, OtherClickHouseFactory.class))
                .isInstanceOf(ValidationException.class)
                .satisfies(
                        e ->
                                assertThat(Files.readString(PAGE))
                                        .contains(e.getMessage().lines().findFirst().get()));
    }

    @Test
    void theSameConnectorInTwoJarsIsOne(@TempDir Path jar) throws IOException {
        assertThat(find(jar, ClickHouseDynamicTableFactory.class))
                .isInstanceOf(ClickHouseDynamicTableFactory.class);
    }

    /** Looks the connector up with a jar on the class path that has this factory. */
    private static Factory find(Path jar, Class<?> factory) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(Factory.class.getName()), factory.getName());
        try (URLClassLoader both = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            return FactoryUtil.discoverFactory(
                    both, DynamicTableFactory.class, ClickHouseDynamicTableFactory.IDENTIFIER);
        }
    }
}
