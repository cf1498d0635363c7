// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table of the model: its parts, and the tokens that it remembers.
 *
 * <p>An insert makes one part of each partition and stores a token with it; a part that carries a
 * remembered token is dropped.
 */
final class ModelTable {

    /** For so long a replicated table may take back a part that Keeper does not know. */
    private static final long SETTLED_AFTER_SECONDS = 600;

    private final long window;
    private final long windowSeconds;
    private final List<Part> parts = new ArrayList<>();
    private final Deque<Token> tokens = new ArrayDeque<>();
    private final List<Long> entries = new ArrayList<>();

    /**
     * @param replica that alone has it, or {@link #EVERYWHERE}
     * @param known whether Keeper knows it; false for one that will vanish
     */
    private record Part(
            int partition,
            long fence,
            List<Integer> records,
            long time,
            int replica,
            boolean known,
            boolean merged) {

        static final int EVERYWHERE = -1;

        boolean isOn(int asked) {
            return replica == EVERYWHERE || replica == asked;
        }
    }

    private record Token(String token, long time) {}

    ModelTable(long window, long windowSeconds) {
        this.window = window;
        this.windowSeconds = windowSeconds;
    }

    /** Returns whether the token is remembered. */
    boolean remembers(String token) {
        return tokens.stream().anyMatch(each -> each.token.equals(token));
    }

    /**
     * Stores a part, unless the token is remembered.
     *
     * @param replica that stores it
     */
    void add(
            String token, int partition, long fence, List<Integer> records, long now, int replica) {
        if (window > 0) {
            if (remembers(token)) {
                return;
            }
            remember(token, now);
        }
        entries.add(now);
        parts.add(new Part(partition, fence, records, now, replica, true, false));
    }

    /** Stores a part that Keeper never gets to know, so that it can be read for a while. */
    void addUnknown(int partition, long fence, List<Integer> records, long now, int replica) {
        parts.add(new Part(partition, fence, records, now, replica, false, false));
    }

    /** Other writers insert. */
    void insertOthers(int inserts, long now) {
        for (int i = 0; i < inserts; i++) {
            entries.add(now);
            if (window > 0) {
                remember("others " + entries.size(), now);
            }
        }
    }

    private void remember(String token, long now) {
        tokens.add(new Token(token, now));
        while (tokens.size() > window
                || windowSeconds > 0 && tokens.peek().time + windowSeconds < now) {
            tokens.remove();
        }
    }

    /** Returns at most how many entries have come since. */
    long entriesSince(long time) {
        return entries.stream().filter(entry -> entry >= time).count();
    }

    /** Returns the rows with a fence that a replica shows in a partition. */
    long rows(long fence, int partition, int replica) {
        return visible(fence, replica).stream()
                .filter(part -> part.partition == partition)
                .mapToLong(part -> part.records.size())
                .sum();
    }

    /** Returns the rows with a fence that a replica shows. */
    long rows(long fence, int replica) {
        return visible(fence, replica).stream().mapToLong(part -> part.records.size()).sum();
    }

    /** Returns those that certainly stay. */
    long settledRows(long fence, int replica, long now) {
        return visible(fence, replica).stream()
                .filter(part -> part.merged || part.time + SETTLED_AFTER_SECONDS < now)
                .mapToLong(part -> part.records.size())
                .sum();
    }

    private List<Part> visible(long fence, int replica) {
        return parts.stream().filter(part -> part.fence == fence && part.isOn(replica)).toList();
    }

    /** The replica gets all that Keeper knows. */
    void fetch() {
        parts.replaceAll(
                part ->
                        part.known
                                ? new Part(
                                        part.partition,
                                        part.fence,
                                        part.records,
                                        part.time,
                                        Part.EVERYWHERE,
                                        true,
                                        part.merged)
                                : part);
    }

    /** Merges all parts, which keep their fences; a replica merges only what Keeper knows. */
    void merge() {
        parts.replaceAll(
                part ->
                        part.known
                                ? new Part(
                                        part.partition,
                                        part.fence,
                                        part.records,
                                        part.time,
                                        part.replica,
                                        true,
                                        true)
                                : part);
    }

    /** Deletes a row of each part that has more; returns those that are gone. */
    Set<Integer> deleteSome() {
        Set<Integer> deleted = new HashSet<>();
        parts.replaceAll(
                part -> {
                    if (part.records.size() < 2) {
                        return part;
                    }
                    deleted.add(part.records.get(0));
                    return new Part(
                            part.partition,
                            part.fence,
                            part.records.subList(1, part.records.size()),
                            part.time,
                            part.replica,
                            part.known,
                            part.merged);
                });
        return deleted;
    }

    /** Takes back the parts that Keeper has not got to know in time. */
    void vanish(long now) {
        parts.removeIf(part -> !part.known && part.time + SETTLED_AFTER_SECONDS / 2 < now);
    }

    /** Returns how often each record is there. */
    TreeMap<Integer, Integer> counts() {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (Part part : parts) {
            part.records.forEach(record -> counts.merge(record, 1, Integer::sum));
        }
        return counts;
    }

    /** Returns the state as text. */
    String state(long now) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.partition).append(part.fence).append(part.records);
            text.append(now - part.time).append(part.replica).append(part.known);
            text.append(part.merged).append(';');
        }
        for (Token token : tokens) {
            text.append(token.token).append('@').append(now - token.time).append(' ');
        }
        entries.forEach(entry -> text.append(now - entry).append(','));
        return text.toString();
    }
}
