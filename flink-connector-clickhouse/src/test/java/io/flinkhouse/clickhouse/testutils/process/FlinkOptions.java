// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Options of a test's Flink cluster.
 *
 * @param version of Flink
 * @param taskManagers how many are started
 * @param slots per TaskManager
 * @param taskHeapMegabytes heap of a TaskManager; the JVM gets exactly this
 * @param config further Flink configuration, flat keys
 * @param lib jars on the class path of all processes, as in {@code lib/}
 */
public record FlinkOptions(
        String version,
        int taskManagers,
        int slots,
        int taskHeapMegabytes,
        Map<String, String> config,
        List<Path> lib) {

    /** The system property that chooses the Flink line of a whole run. */
    public static final String VERSION_PROPERTY = "flink.version";

    public static final FlinkOptions DEFAULT =
            new FlinkOptions(
                    System.getProperty(VERSION_PROPERTY, "2.2.0"), 1, 4, 384, Map.of(), List.of());

    public FlinkOptions withTaskManagers(int count, int slotsEach) {
        return new FlinkOptions(version, count, slotsEach, taskHeapMegabytes, config, lib);
    }

    public FlinkOptions withTaskHeap(int megabytes) {
        return new FlinkOptions(version, taskManagers, slots, megabytes, config, lib);
    }

    /** Adds one key of Flink's configuration; later ones win. */
    public FlinkOptions with(String key, String value) {
        Map<String, String> all = new LinkedHashMap<>(config);
        all.put(key, value);
        return new FlinkOptions(version, taskManagers, slots, taskHeapMegabytes, all, lib);
    }

    public FlinkOptions withLib(Path jar) {
        List<Path> all = new ArrayList<>(lib);
        all.add(jar);
        return new FlinkOptions(version, taskManagers, slots, taskHeapMegabytes, config, all);
    }

    /** JobManagers find each other and their jobs through ZooKeeper. */
    public FlinkOptions withHighAvailability(ZooKeeperServer zooKeeper) {
        return with("high-availability.type", "zookeeper")
                .with("high-availability.zookeeper.quorum", zooKeeper.connectString())
                .with("high-availability.zookeeper.path.root", "/flink")
                .with("high-availability.zookeeper.client.session-timeout", "4000")
                .with("high-availability.zookeeper.client.connection-timeout", "3000")
                .with("high-availability.zookeeper.client.retry-wait", "500")
                .with("high-availability.zookeeper.client.max-retry-attempts", "10");
    }
}
