// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

/**
 * A column as the server describes it.
 *
 * @param defaultKind DEFAULT, MATERIALIZED, EPHEMERAL, ALIAS or nothing
 */
record TargetColumn(String name, String type, String defaultKind) {

    /** Whether an INSERT may name it. */
    boolean writable() {
        return !computed();
    }

    /** Whether NULL may stand for what the server puts there when it gets nothing. */
    boolean hasDefault() {
        return defaultKind.equals("DEFAULT");
    }

    /** Whether the server alone says what is in it. */
    boolean computed() {
        return defaultKind.equals("MATERIALIZED") || defaultKind.equals("ALIAS");
    }
}
