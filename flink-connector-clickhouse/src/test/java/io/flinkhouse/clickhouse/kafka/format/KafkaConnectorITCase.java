// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import io.flinkhouse.clickhouse.testutils.process.Distribution;

import org.apache.flink.FlinkVersion;
import org.apache.flink.table.api.ValidationException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkaConnectorITCase {

    @Test
    void whereThereIsNoneTheJarIsNamed() {
        assertThatThrownBy(() -> KafkaConnector.find(new WithoutKafka()))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("For Flink " + FlinkVersion.current() + " that is")
                .hasMessageContaining("flink-sql-connector-kafka 4.0.1-2.0")
                .hasMessageContaining("Could not find any factory for identifier 'kafka'");
    }

    @Test
    void oneForAnotherFlinkIsSaidToBe() throws IOException {
        URL[] jars =
                Distribution.kafkaConnector("1.20.3").stream()
                        .map(KafkaConnectorITCase::url)
                        .toArray(URL[]::new);
        try (URLClassLoader other = new URLClassLoader(jars, new WithoutKafka())) {
            assertThatThrownBy(() -> KafkaConnector.find(other))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("does not fit Flink " + FlinkVersion.current())
                    .hasMessageContaining("NoClassDefFoundError")
                    .hasMessageContaining("flink-sql-connector-kafka 4.0.1-2.0");
        }
    }

    @Test
    void whatIsForWritingIsNotItsBusinessHere() {
        assertThat(KafkaConnector.find(getClass().getClassLoader()).options())
                .contains("topic", "topic-pattern", "scan.startup.mode", "key.fields", "format")
                .noneMatch(name -> name.startsWith("sink."));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sees neither services nor classes of the connector's jar. */
    private static final class WithoutKafka extends ClassLoader {

        WithoutKafka() {
            super(KafkaConnectorITCase.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.contains(".kafka.") && !name.startsWith("io.flinkhouse")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> all = Collections.list(super.getResources(name));
            all.removeIf(url -> url.getPath().contains("flink-connector-kafka"));
            return Collections.enumeration(all);
        }
    }
}
