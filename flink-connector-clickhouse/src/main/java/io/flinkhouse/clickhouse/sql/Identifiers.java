// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

/** Quotes names for statements. */
@Internal
public final class Identifiers {

    private Identifiers() {}

    /** Returns the name in back-ticks, whatever it contains. */
    public static String quote(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }
}
