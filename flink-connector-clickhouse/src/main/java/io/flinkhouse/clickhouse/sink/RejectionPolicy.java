// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.deadletter.delivery.CheckpointedDeadLetterWriter;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterTarget;
import io.flinkhouse.clickhouse.deadletter.delivery.DirectDeadLetterWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * The policy for rows that cannot be stored: fail, skip, or dead letter; chosen once, with the
 * sink.
 */
interface RejectionPolicy extends Serializable {

    RejectionPolicy FAIL =
            new Same(true, RejectedRowHandler::failing, retry -> RefusedBlockHandler.NONE);
    RejectionPolicy SKIP =
            new Same(false, table -> RejectedRowHandler.SKIPPED, BisectingHandler::skipping);

    /** Returns whether the first rejected row fails the job. */
    boolean fails();

    /**
     * For writers that send as they go.
     *
     * @param columns of the rows; more may follow them
     */
    RejectedRowHandler sent(SinkConfig<?> config, List<ColumnSpec> columns) throws IOException;

    /** For writers that leave the sending to a committer. */
    RejectedRowHandler sealed(SinkConfig<?> config, List<ColumnSpec> columns, SpoolWriter spool)
            throws IOException;

    /** For blocks that the server refuses. */
    RefusedBlockHandler ofBlocks(RetryConfig retry, String fenceColumn);

    /** The same handling for every delivery guarantee. */
    record Same(boolean fails, Choice choice, ChoiceOfBlocks blocks) implements RejectionPolicy {

        /** The same for every table. */
        interface ChoiceOfBlocks extends Serializable {
            RefusedBlockHandler of(RetryConfig retry);
        }

        /** The same for every writer of a table. */
        interface Choice extends Serializable {
            RejectedRowHandler of(TablePath table);
        }

        @Override
        public RejectedRowHandler sent(SinkConfig<?> config, List<ColumnSpec> columns) {
            return choice.of(config.table());
        }

        @Override
        public RejectedRowHandler sealed(
                SinkConfig<?> config, List<ColumnSpec> columns, SpoolWriter spool) {
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
        public RejectedRowHandler sent(SinkConfig<?> config, List<ColumnSpec> columns)
                throws IOException {
            return new DeadLetterHandler(DirectDeadLetterWriter.open(server(config)), columns);
        }

        @Override
        public RejectedRowHandler sealed(
                SinkConfig<?> config, List<ColumnSpec> columns, SpoolWriter spool)
                throws IOException {
            return new DeadLetterHandler(
                    CheckpointedDeadLetterWriter.open(server(config), config.exactlyOnce(), spool),
                    columns);
        }

        @Override
        public RefusedBlockHandler ofBlocks(RetryConfig retry, String fenceColumn) {
            return BisectingHandler.keeping(new DeadLetterTable(table, fenceColumn), retry);
        }

        private DeadLetterTarget server(SinkConfig<?> config) {
            return new DeadLetterTarget(
                    config.connection(),
                    new DeadLetterTable(table, config.exactlyOnce().fenceColumn()),
                    config.write().retry());
        }
    }
}
