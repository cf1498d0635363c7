// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.function.Supplier;

/** Rejects wrong arguments of the public methods; the error names the method. */
@Internal
public final class Arguments {

    private Arguments() {}

    /** Returns the argument; rejects null. */
    public static <V> V given(String method, String argument, V value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    method + "(…): the " + argument + " is null; set it.");
        }
        return value;
    }

    /** Returns the text; rejects null and blank texts. */
    public static String text(String method, String argument, String value) {
        if (given(method, argument, value).isBlank()) {
            throw new IllegalArgumentException(
                    method + "(…): the " + argument + " is empty; give one.");
        }
        return value;
    }

    /** Returns the value of a supplier; replaces the SQL option in its error by the method. */
    public static <V> V valid(String method, Supplier<V> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(method + "(…): " + e.getMessage(), e);
        }
    }

    /**
     * Checks that a method was called.
     *
     * @throws IllegalStateException if not; the error names the method
     */
    public static void complete(boolean called, String call) {
        if (!called) {
            throw new IllegalStateException("The builder is not complete: call " + call + ".");
        }
    }

    /**
     * Checks that at most one of two methods was called.
     *
     * @throws IllegalStateException if both were called; the error names them
     */
    public static void exclude(boolean both, String one, String other) {
        if (both) {
            throw new IllegalStateException(
                    one + "(…) and " + other + "(…) exclude each other; remove one of them.");
        }
    }
}
