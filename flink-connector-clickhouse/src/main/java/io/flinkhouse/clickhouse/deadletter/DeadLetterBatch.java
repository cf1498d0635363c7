// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

import java.util.List;

/** Encodes dead letters as a block for the dead-letter table. Not thread-safe. */
@Internal
public final class DeadLetterBatch {

    private static final int MAX_ROWS = 100_000;
    private static final long MAX_BYTES = 8 << 20;

    /** The first columns of the pairs that a table may lack. */
    static final String HEADER_KEYS = "header_keys";

    static final String DATABASE = "database";

    private final NativeBlockBuilder encoder;
    private final int columns;
    private final int headers;
    private final int names;
    private final StringData database;
    private final StringData table;

    /**
     * Creates an empty batch.
     *
     * @param columns the columns that {@link DeadLetterTable#prepare} returned
     * @param table the table that lacks the rows or messages
     */
    public DeadLetterBatch(List<ColumnSpec> columns, TablePath table) {
        this.encoder = new NativeBlockBuilder(columns);
        this.columns = columns.size();
        List<String> byName = columns.stream().map(ColumnSpec::name).toList();
        this.headers = byName.indexOf(HEADER_KEYS);
        this.names = byName.indexOf(DATABASE);
        this.database = StringData.fromString(table.database());
        this.table = StringData.fromString(table.table());
    }

    public void add(DeadLetter letter) {
        GenericRowData row = new GenericRowData(columns);
        row.setField(0, TimestampData.fromEpochMillis(letter.time()));
        row.setField(1, StringData.fromString(letter.kind().toString()));
        DeadLetter.Position position = letter.position();
        if (position != null) {
            row.setField(2, StringData.fromString(position.topic()));
            row.setField(3, position.partition());
            row.setField(4, position.offset());
        }
        row.setField(5, letter.key());
        row.setField(6, letter.message());
        row.setField(7, StringData.fromString(letter.error()));
        if (headers >= 0) {
            row.setField(headers, letter.headers().names());
            row.setField(headers + 1, letter.headers().values());
        }
        if (names >= 0) {
            row.setField(names, database);
            row.setField(names + 1, table);
        }
        encoder.append(row);
    }

    public boolean isEmpty() {
        return encoder.rows() == 0;
    }

    public boolean isFull() {
        return encoder.rows() >= MAX_ROWS || encoder.bytes() >= MAX_BYTES;
    }

    /** The columns of each sealed block, as it names them. */
    public List<SealedColumn> columns() {
        return encoder.columns();
    }

    /** All letters so far as one block; the batch is empty afterwards. */
    public EncodedBlock seal() {
        return encoder.seal();
    }

    /**
     * Seals all dead letters so far as one block with one more column that holds the fence in each
     * row.
     */
    public EncodedBlock seal(String column, long number) {
        return encoder.seal(column, number);
    }
}
