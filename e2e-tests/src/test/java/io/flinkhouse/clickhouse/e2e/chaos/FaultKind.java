// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** The kinds of faults, each with its action. */
enum FaultKind {
    KILL_TASKMANAGER(Kills::taskManager),
    KILL_JOBMANAGER(Kills::jobManager),
    KILL_CLICKHOUSE(Kills::clickHouse),
    KILL_KAFKA(Kills::kafka),
    KILL_ZOOKEEPER(Kills::zooKeeper),
    KILL_DURING_COMMIT(Kills::duringCommit),
    CUT_ANSWER(Network::cutAnswers),
    CUT_REQUEST(Network::cutRequests),
    HOLD_REQUEST(Network::holdRequest),
    ERROR_252((pipe, random) -> Network.error(pipe, random, 252, "TOO_MANY_PARTS")),
    ERROR_241((pipe, random) -> Network.error(pipe, random, 241, "MEMORY_LIMIT_EXCEEDED")),
    ERROR_319((pipe, random) -> Network.error(pipe, random, 319, "UNKNOWN_STATUS_OF_INSERT")),
    ERROR_500((pipe, random) -> Network.error(pipe, random, 0, "")),
    SLOW_INSERT(SlowInsert::strike),
    PROFILE_CHANGE(ProfileChange::strike),
    SPOOL_AWAY(Spool::takeAway),
    TORN_WRITE(Spool::tear),
    RESCALE(Rescale::strike);

    /** Does it to the pipe, and undoes what does not heal by itself. */
    @FunctionalInterface
    interface Strike {
        void at(Pipe pipe, Random random);
    }

    private final Strike strike;

    FaultKind(Strike strike) {
        this.strike = strike;
    }

    void strike(Pipe pipe, Random random) {
        strike.at(pipe, random);
    }

    /** What this machine lacks for it. */
    Optional<String> obstacle() {
        return this == TORN_WRITE && !Command.exists("prlimit")
                ? Optional.of("no program 'prlimit' on this machine to limit files with")
                : Optional.empty();
    }

    static String names() {
        return Arrays.stream(values()).map(FaultKind::toString).collect(Collectors.joining(","));
    }

    /**
     * @throws IllegalArgumentException naming the kind that does not exist
     */
    static List<FaultKind> parse(String names) {
        return Arrays.stream(names.split(",")).map(FaultKind::one).distinct().toList();
    }

    private static FaultKind one(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Fault '" + name + "' does not exist"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
