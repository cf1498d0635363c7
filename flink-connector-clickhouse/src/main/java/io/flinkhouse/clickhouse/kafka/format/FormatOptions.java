// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options that choose the formats of a topic, with the options that begin with a format's name.
 */
@Internal
public record FormatOptions(Map<String, String> options) {

    private static final Map<String, String> PREFIXES =
            Map.of(
                    FactoryUtil.FORMAT.key(), "",
                    KeyOrValue.KEY_FORMAT.key(), "key.",
                    KeyOrValue.VALUE_FORMAT.key(), "value.");

    private static final String KEY_FIELDS = "key.fields";
    private static final String KEY_PREFIX = "key.fields-prefix";
    private static final String VALUE_INCLUDES = "value.fields-include";
    private static final String WITHOUT_KEY = "EXCEPT_KEY";

    /** Returns the option prefixes of the chosen formats. */
    public List<String> prefixes() {
        return prefixes(PREFIXES.keySet());
    }

    /** All other options. */
    Map<String, String> others() {
        return without(PREFIXES.keySet());
    }

    /** The options of a table that reads values alone, with {@link RawMessageFormat}. */
    Map<String, String> forValue() {
        Map<String, String> changed = others();
        changed.remove(KEY_FIELDS);
        read(changed, KeyOrValue.VALUE);
        return changed;
    }

    /**
     * As above, with the bytes of the key in the column {@link #rawKey}; if columns are taken from
     * the key, what is wrong with it is in the column {@link #keyError}.
     */
    Map<String, String> forValueAndKey() {
        Map<String, String> changed = others();
        read(changed, KeyOrValue.VALUE);
        changed.put(VALUE_INCLUDES, WITHOUT_KEY);
        if (keyFields().isPresent()) {
            read(changed, KeyOrValue.KEY);
            changed.put(KEY_FIELDS, keyFields().get() + ";" + keyError() + ";" + rawKey());
        } else {
            changed.put(KeyOrValue.KEY_FORMAT.key(), "raw");
            changed.put(KEY_FIELDS, rawKey());
        }
        return changed;
    }

    /** Returns the name of the column for the raw key, which no table has. */
    String rawKey() {
        return keyPrefix() + "_key of the message";
    }

    /** Returns the name of the column for the error of the key. */
    String keyError() {
        return keyPrefix() + "_error of the key";
    }

    /** Returns the name prefix of columns from the key. */
    String keyPrefix() {
        return options.getOrDefault(KEY_PREFIX, "");
    }

    /** Returns whether columns are taken from the key. */
    public boolean keyHasFormat() {
        return keyFields().isPresent();
    }

    /**
     * Returns an option with which a format drops messages that it cannot decode, if one is set.
     */
    public Optional<String> hidesErrors() {
        return hidesErrors(KeyOrValue.VALUE).or(() -> hidesErrors(KeyOrValue.KEY));
    }

    /**
     * Returns an option with which the format of a part drops what it cannot decode, if one is set.
     */
    public Optional<String> hidesErrors(KeyOrValue part) {
        return options.keySet().stream()
                .filter(name -> name.endsWith("ignore-parse-errors"))
                .filter(name -> name.startsWith("key.") == (part == KeyOrValue.KEY))
                .filter(name -> Boolean.parseBoolean(options.get(name)))
                .findFirst();
    }

    /**
     * The columns that are taken from the key: those that the value has as well are taken from it.
     */
    private Optional<String> keyFields() {
        String included = options.getOrDefault(VALUE_INCLUDES, "ALL").toUpperCase(Locale.ROOT);
        return included.equals(WITHOUT_KEY)
                ? Optional.ofNullable(options.get(KEY_FIELDS))
                : Optional.empty();
    }

    private Map<String, String> without(Set<String> chosen) {
        Map<String, String> rest = new HashMap<>(options);
        List<String> prefixes = prefixes(chosen);
        rest.keySet().removeAll(chosen);
        rest.keySet().removeIf(name -> prefixes.stream().anyMatch(name::startsWith));
        return rest;
    }

    private List<String> prefixes(Set<String> chosen) {
        List<String> prefixes = new ArrayList<>();
        for (String option : chosen) {
            String format = options.get(option);
            if (format != null) {
                prefixes.add(PREFIXES.get(option) + format + ".");
            }
        }
        return prefixes;
    }

    private static void read(Map<String, String> options, KeyOrValue part) {
        String prefix = part.prefix();
        options.put(prefix + "format", RawMessageFormatFactory.IDENTIFIER);
        options.put(
                prefix
                        + RawMessageFormatFactory.IDENTIFIER
                        + "."
                        + RawMessageFormatFactory.PART.key(),
                part.name());
    }
}
