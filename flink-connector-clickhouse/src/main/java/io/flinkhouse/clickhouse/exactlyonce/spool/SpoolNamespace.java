// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

import java.util.UUID;

/** The directory name that groups a sink's spool files through its restarts. */
@Internal
public record SpoolNamespace(String value) {

    public static SpoolNamespace random() {
        return new SpoolNamespace(UUID.randomUUID().toString());
    }
}
