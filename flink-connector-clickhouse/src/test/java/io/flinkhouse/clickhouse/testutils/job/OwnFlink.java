// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.job;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A Flink cluster in this JVM with settings of its own; ends when it is closed. */
public final class OwnFlink implements AutoCloseable {

    private static final int SLOTS = 4;

    private final MiniCluster cluster;

    private OwnFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    public static OwnFlink start(Configuration settings) throws Exception {
        Configuration configuration = new Configuration(settings);
        configuration.setString("rest.port", "0");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .build());
        cluster.start();
        return new OwnFlink(cluster);
    }

    /** What sends the jobs of an environment to this cluster. */
    public Configuration configuration() {
        return MiniFlink.sendingTo(cluster);
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
