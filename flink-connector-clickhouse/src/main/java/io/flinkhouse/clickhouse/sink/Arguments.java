// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import java.util.function.Supplier;

/** Rejects arguments of the public methods, and names the method. */
final class Arguments {

    private Arguments() {}

    /** The argument, which may not be null. */
    static <V> V given(String method, String argument, V value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    method + "(…): the " + argument + " is null; set it.");
        }
        return value;
    }

    /** The text, which may be neither null nor blank. */
    static String text(String method, String argument, String value) {
        if (given(method, argument, value).isBlank()) {
            throw new IllegalArgumentException(
                    method + "(…): the " + argument + " is empty; give one.");
        }
        return value;
    }

    /** The value, unless making it fails; settings name the SQL option that they belong to. */
    static <V> V valid(String method, Supplier<V> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(method + "(…): " + e.getMessage(), e);
        }
    }

    /**
     * @throws IllegalStateException naming the call, unless it was made
     */
    static void complete(boolean called, String call) {
        if (!called) {
            throw new IllegalStateException("The sink is not complete: call " + call + ".");
        }
    }

    /**
     * @throws IllegalStateException naming both methods, if both were called
     */
    static void exclude(boolean both, String one, String other) {
        if (both) {
            throw new IllegalStateException(
                    one + "(…) and " + other + "(…) exclude each other; remove one of them.");
        }
    }
}
