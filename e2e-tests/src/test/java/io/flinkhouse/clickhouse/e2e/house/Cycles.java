// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.house;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the nodes of a directed graph that lie on a cycle. */
final class Cycles {

    private Cycles() {}

    static Set<String> in(Map<String, Set<String>> graph) {
        Set<String> found = new TreeSet<>();
        for (String node : graph.keySet()) {
            if (reachable(graph, node).contains(node)) {
                found.add(node);
            }
        }
        return found;
    }

    private static Set<String> reachable(Map<String, Set<String>> graph, String from) {
        Set<String> seen = new HashSet<>();
        var open = new ArrayDeque<>(graph.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String node = open.pop();
            if (seen.add(node)) {
                open.addAll(graph.getOrDefault(node, Set.of()));
            }
        }
        return seen;
    }
}
