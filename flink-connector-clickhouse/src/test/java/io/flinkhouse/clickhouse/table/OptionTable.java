// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Formats the options of a class as a Markdown table, in the order of their declaration. */
final class OptionTable {

    private OptionTable() {}

    static List<ConfigOption<?>> options(Class<?> declaring) {
        List<ConfigOption<?>> options = new ArrayList<>();
        for (Field field : declaring.getDeclaredFields()) {
            if (field.getType() == ConfigOption.class && Modifier.isPublic(field.getModifiers())) {
                try {
                    options.add((ConfigOption<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return options;
    }

    static String of(Class<?> declaring, List<ConfigOption<?>> required) {
        StringBuilder table = new StringBuilder("| option | default | meaning |\n|---|---|---|\n");
        for (ConfigOption<?> option : options(declaring)) {
            table.append("| `")
                    .append(option.key())
                    .append(option.defaultValue() instanceof Map ? ".<name>" : "")
                    .append("` | ")
                    .append(required.contains(option) ? "required" : value(option.defaultValue()))
                    .append(" | ")
                    .append(description(option))
                    .append(" |\n");
        }
        return table.toString();
    }

    /** Text that a Markdown table cell can hold. */
    private static String description(ConfigOption<?> option) {
        return new HtmlFormatter()
                .format(option.description())
                .replaceAll("'([a-z-]+(?:[.][a-z_<>-]+)+)'", "`$1`")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ");
    }

    private static String value(Object value) {
        if (value == null || value.equals("") || value instanceof Map) {
            return "–";
        }
        String text = value instanceof Duration duration ? duration(duration) : value.toString();
        return "`" + text + "`";
    }

    private static String duration(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + " ms";
        }
        return duration.toSeconds() % 60 != 0
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min";
    }
}
