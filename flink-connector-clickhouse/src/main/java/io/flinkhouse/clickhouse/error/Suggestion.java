// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Suggests the known name that is closest to a misspelt one. */
@Internal
public final class Suggestion {

    private static final int LONGEST = 200;
    private static final int MOST_NAMES = 50;

    private Suggestion() {}

    /**
     * Returns the candidate that is closest to a name; empty if none is close enough. A candidate
     * of other letters than the name's is never close, nor is any to a very long name.
     */
    public static Optional<String> nearest(String name, Collection<String> candidates) {
        String wanted = plain(name);
        if (wanted.length() > LONGEST) {
            return Optional.empty();
        }
        int tolerance = wanted.length() < 4 ? 1 : Math.max(2, wanted.length() / 3);
        String best = null;
        int least = Math.min(tolerance + 1, wanted.length());
        for (String candidate : candidates) {
            int distance = distance(wanted, plain(candidate), tolerance);
            boolean first = distance == least && best != null && candidate.compareTo(best) < 0;
            if (distance < least || first) {
                best = candidate;
                least = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns the names, or the first of them and how many there are. */
    public static String list(Collection<String> names) {
        String shown = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES
                ? shown
                : shown + " and " + (names.size() - MOST_NAMES) + " more";
    }

    /** Returns " Did you mean 'x'?", or an empty text. */
    public static String didYouMean(String name, Collection<String> candidates) {
        return nearest(name, candidates).map(c -> " Did you mean '" + c + "'?").orElse("");
    }

    /**
     * Returns the number of insertions, deletions and replacements between two names; large if
     * there are more than tolerated.
     */
    private static int distance(String a, String b, int tolerance) {
        if (Math.abs(a.length() - b.length()) > tolerance) {
            return Integer.MAX_VALUE;
        }
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
