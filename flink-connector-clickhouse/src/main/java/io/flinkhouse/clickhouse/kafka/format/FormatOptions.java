// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.factories.FactoryUtil;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The format options of a topic: the options that choose formats, and those that begin with a
 * format's name.
 */
@Internal
public record FormatOptions(Map<String, String> options) {

    /** The name of {@link RawMessageFormat} as a format. */
    static final String RAW_FORMAT = "clickhouse-message";

    /** The option of {@link RawMessageFormat} that selects the part of the message. */
    static final ConfigOption<KeyOrValue> PART =
            ConfigOptions.key("part").enumType(KeyOrValue.class).noDefaultValue();

    private static final Map<String, String> PREFIXES =
            Map.of(
                    FactoryUtil.FORMAT.key(), "",
                    KeyOrValue.KEY_FORMAT.key(), "key.",
                    KeyOrValue.VALUE_FORMAT.key(), "value.");

    private static final String AVRO = "avro";
    private static final String AVRO_ENCODING = "avro.encoding";
    private static final String KEY_FIELDS = "key.fields";
    private static final String KEY_PREFIX = "key.fields-prefix";
    private static final String VALUE_INCLUDES = "value.fields-include";
    private static final String WITHOUT_KEY = "EXCEPT_KEY";

    /** Returns the prefixes of the options of the chosen formats. */
    public List<String> prefixes() {
        return prefixes(PREFIXES.keySet());
    }

    /** Returns the options of the table without the format options. */
    Map<String, String> others() {
        return without(PREFIXES.keySet());
    }

    /** Returns the options with {@link RawMessageFormat} for the value. */
    Map<String, String> forValue() {
        Map<String, String> changed = others();
        changed.remove(KEY_FIELDS);
        read(changed, KeyOrValue.VALUE);
        return changed;
    }

    /**
     * Returns the options with {@link RawMessageFormat} for the value, and the bytes of the key in
     * the column {@link #rawKey}; if columns are read from the key, its error is in the column
     * {@link #keyError}.
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

    /** Returns the name of the column for the raw key; no table has a column of this name. */
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

    /** Returns whether columns are read from the key. */
    public boolean keyHasFormat() {
        return keyFields().isPresent();
    }

    /** Returns whether the messages of a part are binary Avro without the id of a schema. */
    boolean isBinaryAvro(KeyOrValue part) {
        return PREFIXES.entrySet().stream()
                .filter(format -> format.getKey().startsWith("key.") == (part == KeyOrValue.KEY))
                .filter(format -> AVRO.equals(options.get(format.getKey())))
                .map(format -> options.get(format.getValue() + AVRO_ENCODING))
                .anyMatch(encoding -> encoding == null || encoding.equalsIgnoreCase("binary"));
    }

    /**
     * Returns the option that makes a format drop messages that it cannot decode, if one is set.
     */
    public Optional<String> hidesErrors() {
        return hidesErrors(KeyOrValue.VALUE).or(() -> hidesErrors(KeyOrValue.KEY));
    }

    /**
     * Returns the option that makes the format of a part drop what it cannot decode, if one is set.
     */
    public Optional<String> hidesErrors(KeyOrValue part) {
        return options.keySet().stream()
                .filter(name -> name.endsWith("ignore-parse-errors"))
                .filter(name -> name.startsWith("key.") == (part == KeyOrValue.KEY))
                .filter(name -> Boolean.parseBoolean(options.get(name)))
                .findFirst();
    }

    /**
     * Returns the columns that are read from the key only; a column that key and value have is read
     * from the value.
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
        options.put(prefix + "format", RAW_FORMAT);
        options.put(prefix + RAW_FORMAT + "." + PART.key(), part.name());
    }
}
