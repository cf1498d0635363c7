// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of a library; 5.5-alpha1 is before 5.5-beta2, and both are before 5.5. */
record LibraryVersion(String text) implements Comparable<LibraryVersion> {

    private static final Pattern PART = Pattern.compile("\\d+|[A-Za-z]+");

    @Override
    public int compareTo(LibraryVersion other) {
        List<String> ours = parts();
        List<String> theirs = other.parts();
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            int order = compare(part(ours, i), part(theirs, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            parts.add(part.group());
        }
        return parts;
    }

    private static String part(List<String> parts, int i) {
        return i < parts.size() ? parts.get(i) : "0";
    }

    /** A word is before the number that stands in its place, or would stand there. */
    private static int compare(String a, String b) {
        boolean number = Character.isDigit(a.charAt(0));
        if (number != Character.isDigit(b.charAt(0))) {
            return number ? 1 : -1;
        }
        return number
                ? Long.compare(Long.parseLong(a), Long.parseLong(b))
                : String.CASE_INSENSITIVE_ORDER.compare(a, b);
    }
}
