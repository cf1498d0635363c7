// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.compat;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.connector.ChangelogMode;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Tells the planner, from Flink 2.1 on, that deletes need to carry only the key. Otherwise the
 * planner keeps all rows in state to complete the deletes of a source that has only keys.
 */
@Internal
public final class KeyOnlyDeletes {

    private static final Optional<MethodHandle> ALLOW = find();

    private KeyOnlyDeletes() {}

    private static Optional<MethodHandle> find() {
        try {
            MethodType type = MethodType.methodType(ChangelogMode.Builder.class, boolean.class);
            return Optional.of(
                    MethodHandles.publicLookup()
                            .findVirtual(ChangelogMode.Builder.class, "keyOnlyDeletes", type));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("ChangelogMode.Builder cannot be used", e);
        }
    }

    public static void allow(ChangelogMode.Builder mode) {
        if (ALLOW.isPresent()) {
            try {
                ALLOW.get().invoke(mode, true);
            } catch (Throwable e) {
                throw new IllegalStateException("ChangelogMode.Builder cannot be used", e);
            }
        }
    }
}
