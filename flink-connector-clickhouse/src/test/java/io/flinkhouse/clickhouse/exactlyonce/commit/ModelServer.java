// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A ClickHouse server of the model, with the network in front of it and the writers beside it. The
 * schedule decides what happens before each request and to each insert.
 */
final class ModelServer implements CommitServer {

    /** Older than what a replica may take back, and than the seconds of a window. */
    private static final long LONG_SECONDS = 4_000;

    private static final long SECONDS_OF_A_REQUEST = 20;

    private final ModelScenario scenario;
    private final ModelDefect defect;
    private final Schedule schedule;
    private final Map<String, ModelBlock> blocks;
    private final ModelStore store;
    private final ModelTable target;
    private final ModelTable fed;
    private final List<ModelInsert> held = new ArrayList<>();
    private final List<ModelInsert> running = new ArrayList<>();
    private long now = 1_000_000;
    private int replica;
    private boolean disturbed;

    /** The process that sends requests ends; unlike an exception, nothing handles it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the process is killed", null, false, false);
        }
    }

    /** What can happen to an insert. */
    private enum Fate {
        DONE,
        ANSWER_LOST,
        NOT_EXECUTED,
        HALF_EXECUTED,
        HELD,
        RUNNING,
        KILLED_BEFORE,
        KILLED_AFTER,
        /** Stored on one replica, and Keeper was away: code 319. */
        UNKNOWN_TO_KEEPER;

        private static final int OF_ONE_SERVER = UNKNOWN_TO_KEEPER.ordinal();
    }

    /** What can happen besides, before any request. */
    private enum Event {
        NOTHING,
        HELD_ARRIVES,
        RUNNING_ENDS,
        OTHERS_INSERT,
        TIME_PASSES,
        PARTS_MERGE,
        OTHERS_DELETE,
        /** The client goes on with the other replica, which has fetched nothing yet. */
        FAIL_OVER
    }

    ModelServer(
            ModelScenario scenario,
            ModelDefect defect,
            Schedule schedule,
            Map<String, ModelBlock> blocks) {
        this.scenario = scenario;
        this.defect = defect;
        this.schedule = schedule;
        this.blocks = blocks;
        this.store = new ModelStore(scenario, defect);
        this.target = store.target();
        this.fed = store.fed();
    }

    /** Returns the time of the server, in seconds. */
    long now() {
        return now;
    }

    /** Lets time pass while blocks are sealed. */
    void tick() {
        now += 100;
    }

    /** Returns whether tokens were pushed out of their windows, or time has passed. */
    boolean isDisturbed() {
        return disturbed;
    }

    /** Ends whatever is on its way, and takes back what Keeper does not know. */
    void settle() {
        while (!running.isEmpty()) {
            end(running.remove(0));
        }
        while (!held.isEmpty()) {
            arrive(held.remove(0));
        }
        now += LONG_SECONDS;
        target.vanish(now);
    }

    ModelStore store() {
        return store;
    }

    String state() {
        return store.state(now) + '|' + held + '|' + running + '|' + replica;
    }

    /**
     * Lets something happen before a request.
     *
     * @param decides whether a decision begins with it
     */
    private void before(boolean decides) {
        now += SECONDS_OF_A_REQUEST;
        target.vanish(now);
        List<Event> events = events(decides);
        switch (events.get(schedule.choose(events.size()))) {
            case NOTHING -> {}
            case HELD_ARRIVES -> arrive(held.remove(0));
            case RUNNING_ENDS -> end(running.remove(0));
            case OTHERS_INSERT -> {
                disturbed = true;
                target.insertOthers(scenario.foreignInserts(), now);
                if (scenario.hasView()) {
                    fed.insertOthers(scenario.foreignInserts(), now);
                }
            }
            case TIME_PASSES -> {
                disturbed = true;
                now += LONG_SECONDS;
                target.vanish(now);
            }
            case PARTS_MERGE -> target.merge();
            case OTHERS_DELETE -> store.deleteSome();
            case FAIL_OVER -> replica = 1 - replica;
        }
    }

    /**
     * Where a token decides, the promise ends with the window: a request that others overtake by
     * more than that, on its way or between the question and the insert, is not caught.
     */
    private List<Event> events(boolean decides) {
        List<Event> events = new ArrayList<>(List.of(Event.NOTHING));
        if (!held.isEmpty()) {
            events.add(Event.HELD_ARRIVES);
        }
        if (!running.isEmpty()) {
            events.add(Event.RUNNING_ENDS);
        }
        boolean onItsWay = !held.isEmpty() || !running.isEmpty();
        if (scenario.isDecidedByFence() || decides && !onItsWay) {
            events.add(Event.OTHERS_INSERT);
            events.add(Event.TIME_PASSES);
        }
        if (scenario.hasDeletes()) {
            events.add(Event.OTHERS_DELETE);
        }
        if (scenario.isReplicated()) {
            events.add(Event.PARTS_MERGE);
            events.add(Event.FAIL_OVER);
        }
        return events;
    }

    @Override
    public long insert(BlockMetadata block, TableGuarantees table, InsertForm form, Payload payload)
            throws ClickHouseException {
        before(false);
        ModelBlock rows = blocks.get(block.queryId());
        if (waited(rows)) {
            throw failure("the same query id runs", FailureKind.RETRY);
        }
        ModelInsert sent = sent(rows, form, payload);
        int fates = scenario.isReplicated() ? Fate.values().length : Fate.OF_ONE_SERVER;
        switch (Fate.values()[schedule.choose(fates)]) {
            case DONE -> {
                ModelInsert insert = begin(sent);
                if (store.isRefused(insert)) {
                    throw failure("a row is refused", FailureKind.REJECT);
                }
                return end(insert);
            }
            case ANSWER_LOST -> end(begin(sent));
            case NOT_EXECUTED -> {}
            case HALF_EXECUTED -> {
                ModelInsert whole = begin(sent);
                if (!store.isRefused(whole)) {
                    end(whole.of(whole.partitions().subList(0, whole.partitions().size() / 2)));
                }
            }
            case HELD -> held.add(sent);
            case RUNNING -> running.add(begin(sent));
            case KILLED_BEFORE -> throw new Crash();
            case KILLED_AFTER -> {
                end(begin(sent));
                throw new Crash();
            }
            case UNKNOWN_TO_KEEPER -> {
                for (int partition : begin(sent).partitions()) {
                    target.addUnknown(partition, rows.fence(), rows.of(partition), now, replica);
                }
            }
        }
        throw failure("no answer", FailureKind.RETRY);
    }

    private ModelInsert sent(ModelBlock rows, InsertForm form, Payload payload) {
        return new ModelInsert(
                rows,
                form == InsertForm.RENEWED ? rows.id() + "-2" : rows.id(),
                defect == ModelDefect.INSERTS_WITHOUT_GUARD ? InsertForm.PLAIN : form,
                List.of(),
                payload instanceof EncodedBlock ? scenario.refused(rows) : Set.of());
    }

    /** Tells whether an insert of the block runs; it has ended when it is asked for again. */
    private boolean waited(ModelBlock block) {
        for (ModelInsert insert : running) {
            if (insert.block().equals(block)) {
                running.remove(insert);
                end(insert);
                return true;
            }
        }
        return false;
    }

    private boolean runs(ModelBlock block) {
        return running.stream().anyMatch(insert -> insert.block().equals(block));
    }

    private void arrive(ModelInsert insert) {
        if (!runs(insert.block())) {
            end(begin(insert));
        }
    }

    private ModelInsert begin(ModelInsert sent) {
        return store.begin(sent, replica);
    }

    private long end(ModelInsert insert) {
        return store.end(insert, now, replica);
    }

    @Override
    public boolean isRunning(String queryId) {
        before(true);
        return defect != ModelDefect.INSERTS_WITHOUT_GUARD && waited(blocks.get(queryId));
    }

    @Override
    public Map<Long, FenceRows> rows(TableGuarantees table, Collection<Long> fences) {
        before(false);
        Map<Long, FenceRows> found = new HashMap<>();
        for (long fence : fences) {
            long all = target.rows(fence, replica);
            boolean believed =
                    !scenario.isReplicated() || defect == ModelDefect.YOUNG_PARTS_BELIEVED;
            if (all > 0) {
                found.put(
                        fence,
                        new FenceRows(
                                all, believed ? all : target.settledRows(fence, replica, now)));
            }
        }
        return found;
    }

    @Override
    public Optional<Since> since(TableDescription table, long sealedAtMillis) {
        before(false);
        if (defect == ModelDefect.TOKENS_NEVER_FORGOTTEN) {
            return Optional.of(new Since(0, 0));
        }
        ModelTable asked = table.path().equals(ModelScenario.FED) ? fed : target;
        long sealed = sealedAtMillis / 1_000;
        return Optional.of(new Since(now - sealed, asked.entriesSince(sealed - 60)));
    }

    @Override
    public TableGuarantees guarantees(TablePath table) {
        before(false);
        return scenario.guarantees(defect);
    }

    @Override
    public Optional<String> mutation(TableDescription described, long sealedAtMillis) {
        return Optional.empty();
    }

    @Override
    public Optional<String> caughtUp(TableGuarantees table) {
        before(false);
        if (defect != ModelDefect.LAGGING_REPLICA_BELIEVED) {
            target.fetch();
        }
        return Optional.of(String.valueOf(replica));
    }

    @Override
    public Map<Long, FenceRows> rowsOn(
            String server, TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException {
        Map<Long, FenceRows> rows = rows(table, fences);
        if (!server.equals(String.valueOf(replica))) {
            throw failure("another replica answers", FailureKind.RETRY);
        }
        return rows;
    }

    @Override
    public boolean isQuorum() {
        return false;
    }

    @Override
    public boolean knowsPartitions(TableGuarantees table, BlockMetadata block) {
        return true;
    }

    @Override
    public boolean orderMatters() {
        return true;
    }

    /** A dead letter that comes again is dropped. */
    @Override
    public Remainder withoutRefused(
            BlockMetadata block, Payload withBoundaries, ClickHouseException refusal) {
        before(false);
        ModelBlock rows = blocks.get(block.queryId());
        Set<Integer> refused = scenario.refused(rows);
        store.keep(refused);
        if (schedule.choose(2) == 1) {
            throw new Crash();
        }
        int left = ModelBlock.RECORDS - refused.size();
        return new Remainder(
                EncodedBlock.ofRows(left, left, new Chunks(new ChunkPool())), refused.size());
    }

    private static ClickHouseException failure(String message, FailureKind kind) {
        return new ClickHouseException(ClickHouseException.NO_CODE, kind, message);
    }

    @Override
    public void close() {
        // outlives the processes that use it
    }
}
