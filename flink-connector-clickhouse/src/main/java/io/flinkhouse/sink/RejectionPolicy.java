// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.config.RetryConfig;
import io.flinkhouse.deadletter.DeadLetterTable;
import io.flinkhouse.sink.commit.Sealing;
import io.flinkhouse.sink.outbox.DeadLetterServer;
import io.flinkhouse.sink.outbox.SealedOutbox;
import io.flinkhouse.sink.outbox.SentOutbox;
import io.flinkhouse.sink.salvage.PartSalvage;
import io.flinkhouse.sink.salvage.Salvage;
import io.flinkhouse.sql.TablePath;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** What becomes of rows that cannot be stored; chosen once, with the sink. */
interface RejectionPolicy extends Serializable {

    RejectionPolicy FAIL = new Same(true, RejectedRows::failing, retry -> Salvage.NONE);
    RejectionPolicy SKIP = new Same(false, table -> RejectedRows.SKIPPED, PartSalvage::skipping);

    /** Whether the first one fails the job. */
    boolean fails();

    /**
     * For writers that send as they go.
     *
     * @param columns of the rows; more may follow them
     */
    RejectedRows sent(SinkSpec<?> spec, List<ColumnSpec> columns) throws IOException;

    /** For writers that leave the sending to a committer. */
    RejectedRows sealed(SinkSpec<?> spec, List<ColumnSpec> columns, Sealing sealing)
            throws IOException;

    /** For blocks that the server refuses. */
    Salvage ofBlocks(RetryConfig retry, String fenceColumn);

    /** What is no matter of delivery. */
    record Same(boolean fails, Choice choice, ChoiceOfBlocks blocks) implements RejectionPolicy {

        /** The same for every table. */
        interface ChoiceOfBlocks extends Serializable {
            Salvage of(RetryConfig retry);
        }

        /** The same for every writer of a table. */
        interface Choice extends Serializable {
            RejectedRows of(TablePath table);
        }

        @Override
        public RejectedRows sent(SinkSpec<?> spec, List<ColumnSpec> columns) {
            return choice.of(spec.table());
        }

        @Override
        public RejectedRows sealed(SinkSpec<?> spec, List<ColumnSpec> columns, Sealing sealing) {
            return choice.of(spec.table());
        }

        @Override
        public Salvage ofBlocks(RetryConfig retry, String fenceColumn) {
            return blocks.of(retry);
        }
    }

    /** They go to a table of their own, with the guarantee that the others have. */
    record DeadLetters(TablePath table) implements RejectionPolicy {

        @Override
        public boolean fails() {
            return false;
        }

        @Override
        public RejectedRows sent(SinkSpec<?> spec, List<ColumnSpec> columns) throws IOException {
            return new DeadRows(SentOutbox.open(server(spec)), columns);
        }

        @Override
        public RejectedRows sealed(SinkSpec<?> spec, List<ColumnSpec> columns, Sealing sealing)
                throws IOException {
            return new DeadRows(
                    SealedOutbox.open(server(spec), spec.exactlyOnce(), sealing), columns);
        }

        @Override
        public Salvage ofBlocks(RetryConfig retry, String fenceColumn) {
            return PartSalvage.keeping(new DeadLetterTable(table, fenceColumn), retry);
        }

        private DeadLetterServer server(SinkSpec<?> spec) {
            return new DeadLetterServer(
                    spec.connection(),
                    new DeadLetterTable(table, spec.exactlyOnce().fenceColumn()),
                    spec.write().retry());
        }
    }
}
