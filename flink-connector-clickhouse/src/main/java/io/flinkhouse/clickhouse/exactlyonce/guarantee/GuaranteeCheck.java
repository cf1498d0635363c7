// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that a table supports exactly-once delivery, and returns the mechanism. */
@Internal
public final class GuaranteeCheck {

    private static final int FEW_CHECKPOINTS = 100;

    private GuaranteeCheck() {}

    /**
     * The guarantee of a table.
     *
     * @param fence whether each row is to carry its block's number
     * @param tableIdentity tells it from another table of the same name
     * @param window as text, for a plan or a log
     * @param state of the table now
     * @param advice how the table could promise more
     */
    public record GrantedGuarantee(
            Guarantee guarantee,
            boolean fence,
            String tableIdentity,
            DedupWindow window,
            TableState state,
            List<Advice> advice) {

        /** Returns one or two sentences for a plan or a log. */
        public String explanation() {
            return guarantee.meaning()
                    + (window.exists() ? " (window: " + window + ")" : "")
                    + advice.stream().map(each -> "; " + each.text()).collect(Collectors.joining());
        }

        /** Returns warnings about the table, as a job of so many subtasks would use it. */
        public List<String> warnings(int subtasks) {
            return Stream.of(smallWindow(subtasks), noQuorum()).flatMap(Optional::stream).toList();
        }

        /**
         * Each subtask inserts at least one block per checkpoint, which takes an entry of the
         * window for each of its partitions.
         */
        private Optional<String> smallWindow(int subtasks) {
            long entries = Math.max(1, subtasks) * state.partitions();
            long checkpoints = window.blocks() / entries;
            return guarantee == Guarantee.WINDOW && checkpoints < FEW_CHECKPOINTS
                    ? Optional.of(
                            "The deduplication window of "
                                    + window.blocks()
                                    + " blocks holds about "
                                    + checkpoints
                                    + " checkpoints of "
                                    + subtasks
                                    + " subtasks"
                                    + (state.partitions() > 1
                                            ? " that insert into "
                                                    + state.partitions()
                                                    + " partitions"
                                            : "")
                                    + "; after a longer outage blocks are in doubt. Enlarge the"
                                    + " window, or add a fence column.")
                    : Optional.empty();
        }

        private Optional<String> noQuorum() {
            return state.losesWithAReplica()
                    ? Optional.of(
                            "The table has "
                                    + state.replicas()
                                    + " replicas, and an insert is acknowledged by one of them: if"
                                    + " that one is lost before another has fetched the rows, they"
                                    + " are lost. Set 'settings.insert_quorum' = '2'; inserts then"
                                    + " wait while fewer replicas are up.")
                    : Optional.empty();
        }
    }

    /**
     * Reads the guarantee of the table from the server.
     *
     * @param server the reader of the table
     * @param connection the connection of its client
     * @throws ClickHouseException if the table does not support exactly-once delivery, with the
     *     fix, or if a request fails
     */
    public static GrantedGuarantee check(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig config)
            throws ClickHouseException {
        return check(
                server,
                connection,
                config,
                new Blocks(
                        UnaryOperator.identity(), RecoveryGrants::require, List.of(), List.of()));
    }

    /** Reads the guarantee for blocks of messages, which the server parses. */
    public static GrantedGuarantee checkMessages(
            TableReader server, ConnectionConfig connection, ExactlyOnceConfig config)
            throws ClickHouseException {
        return check(
                server,
                connection,
                config,
                new Blocks(
                        TableGuarantees::forMessages,
                        RecoveryGrants::requireForMessages,
                        List.of(unfenced(server.path(), config.fenceColumn())),
                        List.of(
                                Advice.of(
                                        "of messages, a request that the network delivers only after"
                                                + " its retry is not caught without a deduplication"
                                                + " window"))));
    }

    private static Advice unfenced(TablePath table, String fenceColumn) {
        String statement = Guarantee.fenceMessages(table, fenceColumn);
        return Advice.of("for messages at any outage length, run: " + statement, statement);
    }

    /**
     * The differences between blocks of rows and of messages.
     *
     * @param table as it is for such blocks
     * @param unfenced advice where only they have no fence
     * @param late what is not caught without a window
     */
    private record Blocks(
            UnaryOperator<TableGuarantees> table,
            Needed grants,
            List<Advice> unfenced,
            List<Advice> late) {

        interface Needed {
            void require(RecoveryGrants grants, TableGuarantees table) throws ClickHouseException;
        }
    }

    private static GrantedGuarantee check(
            TableReader server,
            ConnectionConfig connection,
            ExactlyOnceConfig config,
            Blocks blocks)
            throws ClickHouseException {
        TableDescription target = server.read().table();
        TableGuarantees inspected = TableGuaranteesReader.of(server, config.fenceColumn());
        TableGuarantees table = blocks.table.apply(inspected);
        Optional<Advice> refusal = Guarantee.refusal(table, config.fenceColumn());
        if (refusal.isPresent()) {
            throw ClickHouseException.fixedBy(
                    refusal.get().statements(),
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    refusal.get().text());
        }
        server.settings(InsertProfile.EXACTLY_ONCE);
        blocks.grants.require(new RecoveryGrants(server, config.fenceColumn()), table);
        SingleServerCheck.require(connection, target, server.servers());
        return new GrantedGuarantee(
                Guarantee.of(table),
                table.fence(),
                table.identity(),
                table.window(),
                TableState.of(
                        table,
                        new InDoubtQueries(
                                server.client(),
                                config.fenceColumn(),
                                server.read().settings().deciding()),
                        connection),
                advice(inspected, table, config.fenceColumn(), blocks));
    }

    private static List<Advice> advice(
            TableGuarantees inspected, TableGuarantees table, String fenceColumn, Blocks blocks) {
        if (inspected.fence() && !table.fence()) {
            return blocks.unfenced;
        }
        if (table.fence()) {
            List<Advice> all = new ArrayList<>();
            if (!table.window().exists()) {
                all.addAll(blocks.late);
            }
            if (!table.fenceIndex()) {
                String index = Guarantee.addIndex(table.path(), fenceColumn);
                all.add(
                        Advice.of(
                                "without an index a search for a block reads the column of the whole"
                                        + " table, run: "
                                        + index,
                                index));
            }
            return all;
        }
        return withoutFence(table, fenceColumn);
    }

    private static List<Advice> withoutFence(TableGuarantees table, String fenceColumn) {
        if (table.isIdempotent()) {
            return List.of();
        }
        String doubt =
                table.target().expiresRows()
                        ? "with its TTL nobody can tell whether the server still remembers a block,"
                                + " so one in doubt fails the job"
                        : "";
        if (table.engine().combinesRows()) {
            return doubt.isEmpty() ? List.of() : List.of(Advice.of(doubt));
        }
        String fence = Guarantee.addFence(table.path(), fenceColumn);
        return List.of(
                Advice.of(
                        (doubt.isEmpty()
                                        ? "for exactness at any outage length, add a fence column: "
                                        : doubt + ", unless the table has a fence column: ")
                                + fence,
                        fence));
    }
}
