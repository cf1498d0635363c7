// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.connector.kafka.source.KafkaSource;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that Flink treats the wrapped source of the Kafka connector as it treats the source. */
class FinishingSourceTest {

    /** Flink asks by interface what a source supports; one that is missing here would be lost. */
    @Test
    void hasEveryInterfaceOfTheKafkaConnectorsSource() {
        Set<String> kafka = interfaces(KafkaSource.class);
        assertThat(kafka).contains("org.apache.flink.api.connector.source.Source");
        assertThat(interfaces(FinishingSource.class)).containsAll(kafka);
    }

    private static Set<String> interfaces(Class<?> type) {
        Set<String> found = new TreeSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Class<?> one : each.getInterfaces()) {
                found.add(one.getName());
                found.addAll(interfaces(one));
            }
        }
        return found;
    }
}
