// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.table.data.GenericRowData;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests the operator names and uids of a sink, which Flink's UI shows and by which a savepoint
 * finds state.
 */
class OperatorNamesTest {

    @Test
    void theStateOfAnExactlyOnceSinkIsFoundByTheUidOfTheSink() {
        StreamExecutionEnvironment env = environment(new Configuration());
        numbers(env).sinkTo(sink()).name("orders").uid("orders-uid");

        assertThat(uids(env))
                .containsEntry("orders: Writer", "orders-uid")
                .containsEntry("orders: Pre-commit", "orders-uid: Pre-commit")
                .containsEntry("orders: Committer", "Sink Committer: orders-uid")
                .hasSize(4);
    }

    @Test
    void exactlyOnceJobsNeedNoGeneratedUids() {
        StreamExecutionEnvironment env = environment(withoutGeneratedUids());
        SingleOutputStreamOperator<Long> numbers = numbers(env);
        numbers.sinkTo(sink()).name("orders").uid("orders-uid");
        numbers.sinkTo(sink()).name("returns").uid("returns-uid");

        assertThat(uids(env))
                .containsEntry("orders: Pre-commit", "orders-uid: Pre-commit")
                .containsEntry("returns: Pre-commit", "returns-uid: Pre-commit");
        assertThat(env.getStreamGraph().getJobGraph().getNumberOfVertices()).isEqualTo(5);
    }

    /** Flink says which operator it is about. */
    @Test
    void withoutGeneratedUidsTheSinkNeedsAUidOfTheUser() {
        StreamExecutionEnvironment env = environment(withoutGeneratedUids());
        numbers(env).sinkTo(sink()).name("orders");

        assertThatThrownBy(env::getStreamGraph)
                .hasMessageContaining("Auto generated UIDs have been disabled")
                .hasMessageContaining("orders: Writer");
    }

    @Test
    void aSinkWithoutUidGetsGeneratedOnes() {
        StreamExecutionEnvironment env = environment(new Configuration());
        numbers(env).sinkTo(sink()).name("orders");

        assertThat(uids(env)).containsEntry("orders: Pre-commit", null);
    }

    private static Map<String, String> uids(StreamExecutionEnvironment env) {
        Map<String, String> uids = new HashMap<>();
        for (StreamNode node : env.getStreamGraph(false).getStreamNodes()) {
            uids.put(node.getOperatorName(), node.getTransformationUID());
        }
        return uids;
    }

    private static Configuration withoutGeneratedUids() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        return configuration;
    }

    private static StreamExecutionEnvironment environment(Configuration settings) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings);
        env.enableCheckpointing(1000);
        return env;
    }

    private static SingleOutputStreamOperator<Long> numbers(StreamExecutionEnvironment env) {
        return env.fromSequence(1, 2).uid("numbers");
    }

    private static ClickHouseSink<Long> sink() {
        return ClickHouseSink.<Long>builder()
                .url("http://unused")
                .table("shop", "orders")
                .columns("id")
                .rows(RowMapping.rowData(id -> GenericRowData.of(id)))
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .spoolPath("file:///unused")
                .build();
    }
}
