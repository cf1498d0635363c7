// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the settings of a table from {@code system.tables.engine_full}. The server keeps a value as
 * it was written: {@code 1}, {@code true}, {@code '1'}, {@code '1Gi'}.
 */
@Internal
public final class TableSettings {

    private static final Pattern QUOTED =
            Pattern.compile("(['`\"])(?:(?!\\1)[^\\\\]|\\\\.)*\\1", Pattern.DOTALL);

    private static final Pattern CLAUSE = Pattern.compile(".*\\bSETTINGS\\b", Pattern.DOTALL);

    private static final Pattern ONE =
            Pattern.compile(
                    "(\\w+)\\s*=\\s*('(?:[^'\\\\]|\\\\.|'')*'|[^',\\s]+)\\s*(?:,|$)",
                    Pattern.DOTALL);

    private static final Pattern NUMBER =
            Pattern.compile("([-+]?[0-9]+(?:[.][0-9]*)?(?:e[-+]?[0-9]+)?)\\s*(?:([kmgtp])(i?)b?)?");

    private static final String UNITS = "kmgtp";

    private static final Map<String, Long> WORDS = Map.of("true", 1L, "false", 0L);

    private TableSettings() {}

    /** Returns the text with nothing in its quotes. */
    public static String unquoted(String clause) {
        return QUOTED.matcher(clause).replaceAll("''");
    }

    /**
     * Returns a setting, 1 for {@code true}; empty if the table does not have it, or it is no
     * number. A number beyond a long is the greatest long.
     *
     * @param clause the engine with its parameters, keys and settings
     */
    public static OptionalLong number(String clause, String name) {
        String masked =
                QUOTED.matcher(clause).replaceAll(found -> "_".repeat(found.group().length()));
        Matcher settings = CLAUSE.matcher(masked);
        if (!settings.lookingAt()) {
            return OptionalLong.empty();
        }
        Matcher one = ONE.matcher(clause).region(settings.end(), clause.length());
        while (one.find()) {
            if (one.group(1).equals(name)) {
                return number(one.group(2));
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong number(String written) {
        boolean quoted = written.startsWith("'");
        String value =
                (quoted ? written.substring(1, written.length() - 1) : written)
                        .strip()
                        .toLowerCase(Locale.ROOT);
        if (WORDS.containsKey(value)) {
            return OptionalLong.of(WORDS.get(value));
        }
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            return OptionalLong.empty();
        }
        BigDecimal plain = new BigDecimal(number.group(1));
        if (number.group(2) != null) {
            long base = number.group(3).isEmpty() ? 1000 : 1024;
            int power = UNITS.indexOf(number.group(2)) + 1;
            plain = plain.multiply(BigDecimal.valueOf(base).pow(power));
        }
        return OptionalLong.of(plain.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }
}
