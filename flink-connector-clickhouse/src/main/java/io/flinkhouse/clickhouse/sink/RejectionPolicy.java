// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.deadletter.delivery.CheckpointedDeadLetterWriter;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterTarget;
import io.flinkhouse.clickhouse.deadletter.delivery.DirectDeadLetterWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** The policy of a sink for rows that cannot be stored: fail, skip, or dead letter. */
interface RejectionPolicy extends Serializable {

    RejectionPolicy FAIL =
            new Same(true, RejectedRowHandler::failing, retry -> RefusedBlockHandler.NONE);
    RejectionPolicy SKIP =
            new Same(false, table -> RejectedRowHandler.SKIPPED, BisectingHandler::skipping);

    /** Returns whether the first rejected row fails the job. */
    boolean fails();

    /**
     * Lets the requests about the sink's table also ask what the handlers need.
     *
     * @param server the reader of the sink's table
     */
    void expect(TableReader server);

    /**
     * Opens the handler of a writer that sends its blocks itself.
     *
     * @param server the reader of the sink's table
     * @param columns the columns of the rows; a row may have more fields
     */
    RejectedRowHandler sent(SinkConfig<?> config, TableReader server, List<ColumnSpec> columns)
            throws IOException;

    /** Opens the handler of a writer whose blocks a committer sends. */
    RejectedRowHandler sealed(
            SinkConfig<?> config, TableReader server, List<ColumnSpec> columns, SpoolWriter spool)
            throws IOException;

    /** Returns the handler of blocks that the server refuses. */
    RefusedBlockHandler ofBlocks(RetryConfig retry, String fenceColumn);

    /** A policy that is the same for every delivery guarantee. */
    record Same(boolean fails, Choice choice, ChoiceOfBlocks blocks) implements RejectionPolicy {

        /** Creates the handler of refused blocks. */
        interface ChoiceOfBlocks extends Serializable {
            RefusedBlockHandler of(RetryConfig retry);
        }

        /** Creates the handler of rejected rows of a writer. */
        interface Choice extends Serializable {
            RejectedRowHandler of(TablePath table);
        }

        @Override
        public void expect(TableReader server) {
            if (!fails) {
                server.expect(InsertProfile.DRY_RUN);
            }
        }

        @Override
        public RejectedRowHandler sent(
                SinkConfig<?> config, TableReader server, List<ColumnSpec> columns) {
            return choice.of(config.table());
        }

        @Override
        public RejectedRowHandler sealed(
                SinkConfig<?> config,
                TableReader server,
                List<ColumnSpec> columns,
                SpoolWriter spool) {
            return choice.of(config.table());
        }

        @Override
        public RefusedBlockHandler ofBlocks(RetryConfig retry, String fenceColumn) {
            return blocks.of(retry);
        }
    }

    /** Writes rejected rows to the dead-letter table, with the guarantee of the other rows. */
    record DeadLetters(TablePath table) implements RejectionPolicy {

        @Override
        public boolean fails() {
            return false;
        }

        @Override
        public void expect(TableReader server) {
            server.beside(table);
            server.expect(InsertProfile.DRY_RUN);
            server.expect(InsertProfile.DEAD_LETTER);
        }

        @Override
        public RejectedRowHandler sent(
                SinkConfig<?> config, TableReader server, List<ColumnSpec> columns)
                throws IOException {
            return new DeadLetterHandler(
                    DirectDeadLetterWriter.open(target(config), server.beside(table)), columns);
        }

        @Override
        public RejectedRowHandler sealed(
                SinkConfig<?> config,
                TableReader server,
                List<ColumnSpec> columns,
                SpoolWriter spool)
                throws IOException {
            return new DeadLetterHandler(
                    CheckpointedDeadLetterWriter.open(
                            target(config), server.beside(table), config.exactlyOnce(), spool),
                    columns);
        }

        @Override
        public RefusedBlockHandler ofBlocks(RetryConfig retry, String fenceColumn) {
            return BisectingHandler.keeping(new DeadLetterTable(table, fenceColumn), retry);
        }

        private DeadLetterTarget target(SinkConfig<?> config) {
            return new DeadLetterTarget(
                    config.connection(),
                    new DeadLetterTable(table, config.exactlyOnce().fenceColumn()),
                    config.table(),
                    config.write().retry());
        }
    }
}
