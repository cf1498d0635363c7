// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;
import io.flinkhouse.clickhouse.sql.InsertStatement;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.BigIntType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ClickHouseExtension.class)
class BisectingHandlerITCase {

    private static final int ROWS = 50_000;
    private static final ClickHouseException REFUSAL =
            new ClickHouseException(469, FailureKind.REJECT, "Violated");

    @Test
    void takesOutWhatIsRefused(ClickHouseDatabase db) throws Exception {
        Remainder rest = remainder(db, Duration.ofMinutes(5), 10_000);

        assertThat(rest.leftOut()).isEqualTo(5);
        assertThat(rest.block().rows()).isEqualTo(ROWS - 5);
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    private static Remainder remainder(ClickHouseDatabase db, Duration patience, int each)
            throws Exception {
        db.execute("DROP TABLE IF EXISTS t");
        db.execute(
                "CREATE TABLE t (a Int64, CONSTRAINT positive CHECK a > 0) ENGINE = MergeTree"
                        + " ORDER BY a");
        TablePath table = new TablePath(db.name(), "t");
        NativeBlockBuilder encoder =
                new NativeBlockBuilder(
                        List.of(
                                new ColumnSpec(
                                        "a", TypeParser.parse("Int64"), new BigIntType(false))));
        for (long i = 1; i <= ROWS; i++) {
            encoder.append(GenericRowData.of(i % each == 0 ? -i : i));
        }
        EncodedBlock block = encoder.seal();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        block.writeTo(frames);
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            return new BisectingHandler(RetryConfig.DEFAULT, RefusedPartSink.SKIP, patience)
                    .handle(
                            new RefusedBlock(
                                    table,
                                    InsertStatement.nativeInto(table, List.of("a")),
                                    "token",
                                    0,
                                    ROWS,
                                    new RefusedBlock.BlockBytes(
                                            BlockKind.ROWS, frames.toByteArray(), new byte[0])),
                            client,
                            REFUSAL);
        }
    }

    @Test
    void givesUpWhereTooManyAreRefused(ClickHouseDatabase db) {
        assertThatThrownBy(() -> remainder(db, Duration.ofMillis(100), 1))
                .hasMessageContaining(
                        "Violated. Searching for the refused rows takes more than 0 s")
                .hasMessageContaining("of 50000 were checked")
                .hasMessageContaining("'sink.flush.max-rows'")
                .isInstanceOfSatisfying(
                        ClickHouseException.class,
                        e -> assertThat(e.kind()).isEqualTo(FailureKind.REJECT));
    }
}
