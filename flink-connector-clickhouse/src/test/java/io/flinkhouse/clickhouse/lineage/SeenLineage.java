// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lineage;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobStatusChangedListener;
import org.apache.flink.core.execution.JobStatusChangedListenerFactory;
import org.apache.flink.streaming.api.lineage.LineageGraph;
import org.apache.flink.streaming.runtime.execution.JobCreatedEvent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the lineage graph of each job that reports here, as a data catalog would, by its name. */
public final class SeenLineage implements JobStatusChangedListenerFactory {

    private static final Map<String, LineageGraph> GRAPHS = new ConcurrentHashMap<>();

    static Configuration reportTo(Configuration job) {
        job.setString("execution.job-status-changed-listeners", SeenLineage.class.getName());
        return job;
    }

    static LineageGraph of(String job) {
        return GRAPHS.get(job);
    }

    @Override
    public JobStatusChangedListener createListener(Context context) {
        return event -> {
            if (event instanceof JobCreatedEvent created) {
                GRAPHS.put(created.jobName(), created.lineageGraph());
            }
        };
    }
}
