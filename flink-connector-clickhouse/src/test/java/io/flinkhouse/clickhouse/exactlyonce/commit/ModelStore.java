// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the model's server stores: the table, what its view fills, and dead letters. */
final class ModelStore {

    private final ModelScenario scenario;
    private final ModelDefect defect;
    private final ModelTable target;
    private final ModelTable fed;
    private final TreeMap<Integer, Integer> letters = new TreeMap<>();
    private final Set<Integer> deleted = new TreeSet<>();

    ModelStore(ModelScenario scenario, ModelDefect defect) {
        this.scenario = scenario;
        this.defect = defect;
        this.target = new ModelTable(scenario.window(), scenario.windowSeconds());
        this.fed = new ModelTable(scenario.windowOfView(), 0);
    }

    ModelTable target() {
        return target;
    }

    ModelTable fed() {
        return fed;
    }

    /** Keeps dead letters; one that comes again is dropped. */
    void keep(Set<Integer> refused) {
        boolean repeated = defect == ModelDefect.LETTERS_REPEATED;
        refused.forEach(
                letter -> letters.merge(letter, 1, (a, b) -> repeated ? Integer.sum(a, b) : a));
    }

    void deleteSome() {
        deleted.addAll(target.deleteSome());
    }

    String state(long now) {
        return target.state(now) + '|' + fed.state(now) + '|' + letters + deleted;
    }

    /** Returns how often each record is in the table, or a dead letter. */
    TreeMap<Integer, Integer> inTarget() {
        TreeMap<Integer, Integer> counts = target.counts();
        letters.forEach((letter, count) -> counts.merge(letter, count, Integer::sum));
        return counts;
    }

    /** Returns the records that others have deleted. */
    Set<Integer> deleted() {
        return deleted;
    }

    TreeMap<Integer, Integer> inView() {
        return fed.counts();
    }

    /** The server looks at all rows before it stores the first. */
    boolean isRefused(ModelInsert insert) {
        Set<Integer> refused = scenario.refused(insert.block());
        return insert.partitions().stream()
                .flatMap(partition -> insert.records(partition).stream())
                .anyMatch(refused::contains);
    }

    /** A guard looks when the insert begins. */
    ModelInsert begin(ModelInsert sent, int replica) {
        long fence = sent.block().fence();
        List<Integer> all =
                sent.block().partitions().stream()
                        .filter(partition -> !sent.records(partition).isEmpty())
                        .toList();
        return sent.of(
                switch (sent.form()) {
                    case PLAIN, RENEWED -> all;
                    case GUARDED -> target.rows(fence, replica) > 0 ? List.of() : all;
                    case GUARDED_BY_PARTITION ->
                            all.stream().filter(p -> !hasPartition(sent, p, replica)).toList();
                });
    }

    private boolean hasPartition(ModelInsert insert, int partition, int replica) {
        int most =
                defect == ModelDefect.DELETED_ROWS_REPAIRED ? insert.records(partition).size() : 1;
        return target.rows(insert.block().fence(), partition, replica) >= most;
    }

    /** Returns the rows that the insert has read, which a remembered token does not change. */
    long end(ModelInsert insert, long now, int replica) {
        if (isRefused(insert)) {
            return 0;
        }
        long rows = 0;
        int stored = scenario.isReplicated() ? replica : -1; // others fetch when told
        for (int partition : insert.partitions()) {
            List<Integer> records = insert.records(partition);
            String token = insert.token() + '/' + partition;
            target.add(token, partition, insert.block().fence(), records, now, stored);
            if (scenario.hasView()) {
                fed.add(token, partition, 0, records, now, -1);
            }
            rows += records.size();
        }
        return rows;
    }
}
