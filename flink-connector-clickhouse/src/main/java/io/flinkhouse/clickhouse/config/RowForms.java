// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server settings that decide how the rows of a read are encoded, and how the server writes the
 * values that it sends as text: {@code JSON}, {@code Variant} and {@code Dynamic}. A user's profile
 * must change neither.
 */
@Internal
public final class RowForms {

    private static final Map<String, String> ENCODING =
            Map.of(
                    "output_format_native_encode_types_in_binary_format", "0",
                    "output_format_native_write_json_as_string", "0",
                    "output_format_native_use_flattened_dynamic_and_json_serialization", "0",
                    "low_cardinality_allow_in_native_format", "1");

    /** A user may choose others by an option. */
    private static final Map<String, String> TEXTS =
            Map.of(
                    "output_format_json_quote_64bit_integers", "0",
                    "output_format_json_quote_64bit_floats", "0",
                    "output_format_json_quote_denormals", "0",
                    "output_format_json_quote_decimals", "0",
                    "output_format_json_escape_forward_slashes", "1",
                    "output_format_decimal_trailing_zeros", "0",
                    "date_time_output_format", "simple",
                    "bool_true_representation", "true",
                    "bool_false_representation", "false");

    private RowForms() {}

    /** The names of all of them. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(ENCODING.keySet());
        names.addAll(TEXTS.keySet());
        return names;
    }

    /**
     * Returns those that a server knows.
     *
     * @param chosen the settings that the user chose by options
     */
    public static Map<String, String> among(Set<String> known, Set<String> chosen) {
        Map<String, String> settings = new HashMap<>(TEXTS);
        settings.keySet().removeAll(chosen);
        settings.putAll(ENCODING);
        settings.keySet().retainAll(known);
        return settings;
    }
}
