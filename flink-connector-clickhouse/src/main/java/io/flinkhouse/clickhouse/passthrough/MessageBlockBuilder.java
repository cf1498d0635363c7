// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.codec.lz4.CompressionChoice;
import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.passthrough.MessageFormat.Framing;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Builds a block of unparsed messages, one behind the other, in a format that the server parses.
 *
 * <p>A row is one message: its first field, text or bytes. The sealed block also keeps the end
 * offset of each message, so that single messages can be removed later.
 */
@Internal
public final class MessageBlockBuilder implements BlockBuilder {

    /** The type of the row's field that holds the message. */
    public enum Form {
        TEXT {
            @Override
            byte[] of(RowData row) {
                return row.getString(0).toBytes();
            }
        },
        BYTES {
            @Override
            byte[] of(RowData row) {
                return row.getBinary(0);
            }
        };

        abstract byte[] of(RowData row);
    }

    private static final int FULL = 256 << 10;

    private static final String ADVICE =
            ". Filter such messages out with a WHERE clause, or set 'sink.error-mode' to 'skip'"
                    + " or 'dead-letter'.";

    private final MessageFormat format;
    private final MessageShape shape;
    private final Framing framing;
    private final Form form;
    private final ChunkPool pool = new ChunkPool();
    private final FrameWriter frames = new FrameWriter();
    private final CompressionChoice gain = new CompressionChoice();
    private final ByteWriter open = new ByteWriter();
    private final ByteWriter ends = new ByteWriter();
    private Chunks packed = new Chunks(pool);
    private int messages;
    private long bytes;

    public MessageBlockBuilder(MessageFormat format, Form form) {
        this.format = format;
        this.shape = format.shape();
        this.framing = format.framing();
        this.form = form;
    }

    @Override
    public void append(RowData row) {
        byte[] message = row.isNullAt(0) ? null : form.of(row);
        refuseMisshapen(message);
        int before = open.size();
        switch (framing) {
            case LINES -> {
                open.bytes(message);
                if (message.length == 0 || message[message.length - 1] != '\n') {
                    open.int8('\n');
                }
            }
            case CONCATENATED -> open.bytes(message);
            case LENGTH_DELIMITED -> {
                open.varint(message.length);
                open.bytes(message);
            }
        }
        int length = open.size() - before;
        ends.varint(length);
        bytes += length;
        messages++;
        if (open.size() >= FULL) {
            pack();
        }
    }

    /** A message has no defaults. */
    @Override
    public void appendOrDefault(RowData row) {
        append(row);
    }

    private void refuseMisshapen(byte[] message) {
        if (message == null) {
            throw new BadValueException(
                    "A message is null (in Kafka a tombstone), which is not a row of format "
                            + format.name()
                            + ADVICE);
        }
        Optional<String> fault = shape.fault(message);
        if (fault.isPresent()) {
            throw new BadValueException(
                    "A message of "
                            + message.length
                            + " bytes cannot be passed through as "
                            + format.name()
                            + ": "
                            + fault.get()
                            + ADVICE);
        }
    }

    private void pack() {
        frames.write(open.array(), 0, open.size(), gain, packed);
        open.clear();
    }

    @Override
    public int rows() {
        return messages;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public List<SealedColumn> columns() {
        return List.of();
    }

    @Override
    public EncodedBlock seal() {
        pack();
        byte[] boundaries = Arrays.copyOf(ends.array(), ends.size());
        EncodedBlock block = EncodedBlock.ofMessages(messages, bytes, packed, boundaries);
        packed = new Chunks(pool);
        ends.clear();
        messages = 0;
        bytes = 0;
        return block;
    }

    /**
     * Seals without the number: messages are not changed, so the number is sent with the INSERT.
     */
    @Override
    public EncodedBlock seal(String idColumn, long id) {
        return seal();
    }
}
