// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

import java.util.UUID;
import java.util.regex.Pattern;

/** The directory name that groups a sink's spool files through its restarts. */
@Internal
public record SpoolNamespace(String value) {

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-]+");

    public SpoolNamespace {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "Not the name of one directory in the spool (letters, digits, '-', '_'): '"
                            + value
                            + "'");
        }
    }

    static boolean isValid(String value) {
        return NAME.matcher(value).matches();
    }

    public static SpoolNamespace random() {
        return new SpoolNamespace(UUID.randomUUID().toString());
    }
}
