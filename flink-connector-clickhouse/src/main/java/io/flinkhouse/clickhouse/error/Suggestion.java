// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known name that is closest to a misspelt one. */
@Internal
public final class Suggestion {

    private Suggestion() {}

    /** Returns the candidate that is closest to a name; empty if none is close enough. */
    public static Optional<String> nearest(String name, Collection<String> candidates) {
        int tolerance = name.length() < 4 ? 1 : Math.max(2, name.length() / 3);
        return candidates.stream()
                .min(Comparator.<String>comparingInt(c -> distance(name, c)).thenComparing(c -> c))
                .filter(c -> distance(name, c) <= tolerance);
    }

    /** Returns " Did you mean 'x'?", or an empty text. */
    public static String didYouMean(String name, Collection<String> candidates) {
        return nearest(name, candidates).map(c -> " Did you mean '" + c + "'?").orElse("");
    }

    /**
     * Returns the number of insertions, deletions and replacements between two names; case and
     * separators do not count.
     */
    private static int distance(String left, String right) {
        String a = plain(left);
        String b = plain(right);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }
}
