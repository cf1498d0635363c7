// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import org.apache.flink.FlinkVersion;
import org.apache.flink.table.api.ValidationException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkaConnectorTest {

    @Test
    void whereThereIsNoneTheJarIsNamed() {
        assertThatThrownBy(() -> KafkaConnector.find(new WithoutKafka()))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("For Flink " + FlinkVersion.current() + " that is")
                .hasMessageContaining("flink-sql-connector-kafka 4.0.1-2.0")
                .hasMessageContaining("Could not find any factory for identifier 'kafka'");
    }

    @Test
    void oneForAnotherFlinkIsSaidToBe() {
        assertThatThrownBy(
                        () ->
                                KafkaConnector.linked(
                                        () -> {
                                            throw new NoClassDefFoundError("TwoPhaseSink");
                                        }))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("does not fit Flink " + FlinkVersion.current())
                .hasMessageContaining("TwoPhaseSink")
                .hasMessageContaining("flink-sql-connector-kafka 4.0.1-2.0");
    }

    @Test
    void whatIsForWritingIsNotItsBusinessHere() {
        assertThat(KafkaConnector.find(getClass().getClassLoader()).options())
                .contains("topic", "topic-pattern", "scan.startup.mode", "key.fields", "format")
                .noneMatch(name -> name.startsWith("sink."));
    }

    /** Sees no service of the connector's jar. */
    private static final class WithoutKafka extends ClassLoader {

        WithoutKafka() {
            super(KafkaConnectorTest.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> all = Collections.list(super.getResources(name));
            all.removeIf(url -> url.getPath().contains("flink-connector-kafka"));
            return Collections.enumeration(all);
        }
    }
}
