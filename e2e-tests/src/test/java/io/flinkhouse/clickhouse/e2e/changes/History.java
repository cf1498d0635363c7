// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.e2e.changes.Change.Item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random changes that follow from each other, and the rows that they leave. */
final class History {

    private static final int NAMES = 20;

    private final Random random;
    private final int keys;
    private final TreeMap<Long, Item> rows = new TreeMap<>();

    History(long seed, int keys) {
        this.random = new Random(seed);
        this.keys = keys;
    }

    /** Inserts, updates, deletes and inserts of what was deleted; now and then another key. */
    Change next() {
        long id = random.nextInt(keys);
        Item before = rows.remove(id);
        Item after = before == null || random.nextInt(10) > 0 ? item(id, before) : null;
        if (after != null) {
            rows.put(after.id(), after);
        }
        return new Change(before, after);
    }

    private Item item(long id, Item before) {
        long other = random.nextInt(keys);
        boolean move = before != null && random.nextInt(10) == 0 && !rows.containsKey(other);
        return new Item(move ? other : id, "name " + random.nextInt(NAMES), random.nextInt(1000));
    }

    /** The rows as a server shows them: id, name, n by id. */
    List<List<String>> truth() {
        return rows.values().stream()
                .map(item -> List.of("" + item.id(), item.name(), "" + item.n()))
                .toList();
    }

    /** Returns the number of rows and the sum of their numbers, by name. */
    List<List<String>> truthByName() {
        Map<String, long[]> sums = new TreeMap<>();
        for (Item item : rows.values()) {
            long[] sum = sums.computeIfAbsent(item.name(), name -> new long[2]);
            sum[0]++;
            sum[1] += item.n();
        }
        List<List<String>> result = new ArrayList<>();
        sums.forEach((name, sum) -> result.add(List.of(name, "" + sum[0], "" + sum[1])));
        return result;
    }
}
