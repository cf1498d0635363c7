// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.job;

import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClientFactory;
import org.apache.flink.client.deployment.StandaloneClusterDescriptor;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.deployment.executors.AbstractSessionClusterExecutor;
import org.apache.flink.client.program.ClusterClientProvider;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.runtime.jobmaster.JobResult;

import java.util.concurrent.CompletableFuture;

/**
 * Submits jobs over REST, as users do, but is told by the cluster when a job has ended. Flink's own
 * client looks at ever longer intervals, of up to two seconds.
 */
public final class MiniFlinkExecutors implements PipelineExecutorFactory {

    static final String NAME = "mini-flink";

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
        return NAME.equals(configuration.get(DeploymentOptions.TARGET));
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
        return new AbstractSessionClusterExecutor<>(new ToldClients(), configuration);
    }

    private static final class ToldClients extends StandaloneClientFactory {

        @Override
        public StandaloneClusterDescriptor createClusterDescriptor(Configuration configuration) {
            return new StandaloneClusterDescriptor(configuration) {
                @Override
                public ClusterClientProvider<StandaloneClusterId> retrieve(StandaloneClusterId id) {
                    return () -> told(configuration, id);
                }
            };
        }

        private static RestClusterClient<StandaloneClusterId> told(
                Configuration configuration, StandaloneClusterId id) {
            try {
                return new RestClusterClient<>(configuration, id) {
                    @Override
                    public CompletableFuture<JobResult> requestJobResult(JobID job) {
                        return MiniFlink.at(configuration.get(RestOptions.PORT))
                                .requestJobResult(job);
                    }
                };
            } catch (Exception e) {
                throw new IllegalStateException("No client of the Flink cluster", e);
            }
        }
    }
}
