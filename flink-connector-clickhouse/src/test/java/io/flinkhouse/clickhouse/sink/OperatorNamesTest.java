// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
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
        Map<String, String> uids = new HashMap<>();
        for (StreamNode node : job(new Configuration()).getStreamGraph().getStreamNodes()) {
            uids.put(node.getOperatorName(), node.getTransformationUID());
        }

        assertThat(uids)
                .containsEntry("orders: Writer", "orders-uid")
                .containsEntry("orders: Pre-commit", null)
                .containsEntry("orders: Committer", "Sink Committer: orders-uid")
                .hasSize(4);
    }

    /** The pre-commit operator keeps no state, and Flink offers no uid for it. */
    @Test
    void anExactlyOnceJobNeedsGeneratedUids() {
        Configuration noUids = new Configuration();
        noUids.set(PipelineOptions.AUTO_GENERATE_UIDS, false);

        assertThatThrownBy(() -> job(noUids).getStreamGraph())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Auto generated UIDs have been disabled")
                .hasMessageContaining("Pre-commit");
    }

    private static StreamExecutionEnvironment job(Configuration settings) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings);
        env.enableCheckpointing(1000);
        env.fromSequence(1, 2)
                .uid("numbers")
                .sinkTo(
                        ClickHouseSink.<Long>builder()
                                .url("http://unused")
                                .table("shop", "orders")
                                .columns("id")
                                .rows(RowMapping.rowData(id -> GenericRowData.of(id)))
                                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                                .spoolPath("file:///unused")
                                .build())
                .name("orders")
                .uid("orders-uid");
        return env;
    }
}
