// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import java.util.Arrays;

/**
 * Parses and formats IP addresses as text. It never queries a name server, as the JDK's parser may.
 */
final class IpText {

    private static final int V4_PARTS = 4;
    private static final int V4_MAX_LENGTH = 15;
    private static final int V6_BYTES = 16;
    private static final int MAPPED_PREFIX = 12;

    private IpText() {}

    /** Returns the address as an unsigned number, or -1. */
    static long parseV4(byte[] text, int from, int to) {
        if (to - from > V4_MAX_LENGTH) {
            return -1;
        }
        long address = 0;
        int at = from;
        for (int part = 0; part < V4_PARTS; part++) {
            if (part > 0 && (at == to || text[at++] != '.')) {
                return -1;
            }
            int value = 0;
            int start = at;
            while (at < to && text[at] >= '0' && text[at] <= '9') {
                value = value * 10 + text[at++] - '0';
            }
            if (at == start || at - start > 3 || value > 255) {
                return -1;
            }
            address = address << Byte.SIZE | value;
        }
        return at == to ? address : -1;
    }

    /**
     * Returns whether the text is an address, and writes it to {@code out}; IPv4 becomes
     * ::ffff:a.b.c.d.
     */
    static boolean parseV6(byte[] text, int from, int to, byte[] out) {
        long v4 = parseV4(text, from, to);
        if (v4 >= 0) {
            Arrays.fill(out, (byte) 0);
            out[10] = -1;
            out[11] = -1;
            put32(out, MAPPED_PREFIX, v4);
            return true;
        }
        return parseGroups(text, from, to, out);
    }

    private static boolean parseGroups(byte[] text, int from, int to, byte[] out) {
        Arrays.fill(out, (byte) 0);
        int gap = -1;
        int length = 0;
        int at = from;
        if (startsWithGap(text, at, to)) {
            gap = 0;
            at += 2;
        }
        while (at < to && length < V6_BYTES) {
            int end = at;
            while (end < to && text[end] != ':') {
                end++;
            }
            int size = group(text, at, end, end == to, out, length);
            if (size == 0) {
                return false;
            }
            length += size;
            at = end;
            if (startsWithGap(text, at, to)) {
                if (gap >= 0) {
                    return false;
                }
                gap = length;
                at += 2;
            } else if (at < to && ++at == to) {
                return false;
            }
        }
        return at == to && fill(out, length, gap);
    }

    private static boolean startsWithGap(byte[] text, int at, int to) {
        return at + 1 < to && text[at] == ':' && text[at + 1] == ':';
    }

    /**
     * Returns the number of bytes written: 2 for hexadecimal digits, 4 for an IPv4 address at the
     * end, else 0.
     */
    private static int group(byte[] text, int from, int to, boolean last, byte[] out, int at) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return last && at <= MAPPED_PREFIX ? v4Group(text, from, to, out, at) : 0;
            }
            value = value << 4 | digit;
        }
        if (to == from || to - from > 4) {
            return 0;
        }
        out[at] = (byte) (value >>> Byte.SIZE);
        out[at + 1] = (byte) value;
        return 2;
    }

    private static int v4Group(byte[] text, int from, int to, byte[] out, int at) {
        long v4 = parseV4(text, from, to);
        if (v4 < 0) {
            return 0;
        }
        put32(out, at, v4);
        return Integer.BYTES;
    }

    /** Moves the groups after the gap {@code ::} to the end. */
    private static boolean fill(byte[] out, int length, int gap) {
        if (gap < 0 || length == V6_BYTES) {
            return gap < 0 && length == V6_BYTES;
        }
        int tail = length - gap;
        System.arraycopy(out, gap, out, V6_BYTES - tail, tail);
        Arrays.fill(out, gap, V6_BYTES - tail, (byte) 0);
        return true;
    }

    private static void put32(byte[] out, int at, long value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            out[at + i] = (byte) (value >>> (Integer.BYTES - 1 - i) * Byte.SIZE);
        }
    }

    static String formatV4(byte[] bytes, int at) {
        return (bytes[at] & 0xFF)
                + "."
                + (bytes[at + 1] & 0xFF)
                + "."
                + (bytes[at + 2] & 0xFF)
                + "."
                + (bytes[at + 3] & 0xFF);
    }

    /**
     * Formats an IPv6 address in lower case, with {@code ::} for the longest run of zeros and
     * mapped IPv4 addresses in IPv4 notation.
     */
    static String formatV6(byte[] bytes) {
        if (isMapped(bytes)) {
            return "::ffff:" + formatV4(bytes, MAPPED_PREFIX);
        }
        int best = 0;
        int bestLength = 1;
        for (int i = 0; i < V6_BYTES / 2; i++) {
            int run = 0;
            while (i + run < V6_BYTES / 2 && groupAt(bytes, i + run) == 0) {
                run++;
            }
            if (run > bestLength) {
                best = i;
                bestLength = run;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < V6_BYTES / 2; i++) {
            if (bestLength > 1 && i == best) {
                out.append("::");
                i += bestLength - 1;
            } else {
                boolean separate = out.length() > 0 && out.charAt(out.length() - 1) != ':';
                out.append(separate ? ":" : "").append(Integer.toHexString(groupAt(bytes, i)));
            }
        }
        return out.toString();
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < MAPPED_PREFIX - 2; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static int groupAt(byte[] bytes, int group) {
        return (bytes[group * 2] & 0xFF) << Byte.SIZE | bytes[group * 2 + 1] & 0xFF;
    }
}
