// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Serializes committables; version 3: block id (2 longs); directory, epoch, sealed at; database,
 * table, identity of the table, statement of messages, number of columns, name and type of each,
 * fence; rows, length, checksum, compressed, boundaries; then 0 and the bytes, or 1 with path and
 * offset. Texts are UTF-8 behind their length. Version 2 has the statement of rows instead of their
 * columns, version 1 has no boundaries either.
 */
@Internal
public final class CommittableSerializer implements SimpleVersionedSerializer<Committable> {

    private static final int VERSION = 3;
    private static final int INLINE = 0;
    private static final int SPOOLED = 1;
    private static final int TYPICAL_BYTES = 512;
    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_COLUMNS = 1 << 20;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Committable committable) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        writeBlock(committable.block(), out);
        if (committable.location() instanceof Inline inline) {
            out.writeByte(INLINE);
            writeBytes(inline.bytes(), out);
        } else if (committable.location() instanceof Spooled spooled) {
            out.writeByte(SPOOLED);
            writeText(spooled.path(), out);
            out.writeLong(spooled.offset());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public Committable deserialize(int version, byte[] bytes) throws IOException {
        return switch (version) {
            case 1 -> read(new DataInputDeserializer(bytes), CommittableSerializer::readBlockV1);
            case 2 -> read(new DataInputDeserializer(bytes), CommittableSerializer::readBlockV2);
            case 3 -> read(new DataInputDeserializer(bytes), CommittableSerializer::readBlock);
            default ->
                    throw new IOException(
                            "Cannot restore committable version "
                                    + version
                                    + "; this connector reads 1 to "
                                    + VERSION
                                    + ". Upgrade it before restoring.");
        };
    }

    /** Reads a block of one version. */
    private interface BlockInput {
        BlockMetadata read(DataInputView in) throws IOException;
    }

    private static Committable read(DataInputDeserializer in, BlockInput blocks)
            throws IOException {
        BlockMetadata block = blocks.read(in);
        int tag = in.readUnsignedByte();
        PayloadLocation location =
                switch (tag) {
                    case INLINE -> new Inline(readBytes(in));
                    case SPOOLED -> new Spooled(readText(in), in.readLong());
                    default -> throw corrupt("location tag " + tag);
                };
        if (in.available() != 0) {
            throw corrupt(in.available() + " bytes too many");
        }
        return new Committable(block, location);
    }

    static void writeBlock(BlockMetadata block, DataOutput out) throws IOException {
        out.writeLong(block.id().high());
        out.writeLong(block.id().low());
        writeText(block.origin().directory(), out);
        out.writeLong(block.origin().epoch());
        out.writeLong(block.origin().sealedAt());
        writeText(block.target().table().database(), out);
        writeText(block.target().table().table(), out);
        writeText(block.target().tableIdentity(), out);
        writeText(block.target().text(), out);
        out.writeInt(block.target().columns().size());
        for (SealedColumn column : block.target().columns()) {
            writeText(column.name(), out);
            writeText(column.type(), out);
        }
        out.writeLong(block.target().fence());
        out.writeLong(block.payload().rows());
        out.writeLong(block.payload().length());
        out.writeInt(block.payload().checksum());
        out.writeBoolean(block.payload().compressed());
        out.writeInt(block.payload().boundaries());
    }

    static BlockMetadata readBlockV1(DataInputView in) throws IOException {
        return readBlock(in, CommittableSerializer::readStatement, view -> 0);
    }

    static BlockMetadata readBlockV2(DataInputView in) throws IOException {
        return readBlock(in, CommittableSerializer::readStatement, DataInputView::readInt);
    }

    static BlockMetadata readBlock(DataInputView in) throws IOException {
        return readBlock(in, CommittableSerializer::readTarget, DataInputView::readInt);
    }

    /** Reads the length of the boundaries, which version 1 does not have. */
    private interface Boundaries {
        int read(DataInputView in) throws IOException;
    }

    /** One version's way to read the target. */
    private interface Targets {
        InsertTarget read(TablePath table, DataInputView in) throws IOException;
    }

    private static BlockMetadata readBlock(DataInputView in, Targets targets, Boundaries boundaries)
            throws IOException {
        BlockId id = new BlockId(in.readLong(), in.readLong());
        BlockOrigin origin = new BlockOrigin(readText(in), in.readLong(), in.readLong());
        TablePath table = new TablePath(readText(in), readText(in));
        InsertTarget target = targets.read(table, in);
        if (!target.isInsert()) {
            throw corrupt("the statement of block " + id + " is no INSERT into " + table);
        }
        return new BlockMetadata(id, origin, target, readContent(in, boundaries));
    }

    private static InsertTarget readStatement(TablePath table, DataInputView in)
            throws IOException {
        return InsertTarget.ofStatement(table, readText(in), readText(in), in.readLong());
    }

    private static InsertTarget readTarget(TablePath table, DataInputView in) throws IOException {
        String identity = readText(in);
        String text = readText(in);
        int count = in.readInt();
        if (count < 0 || count > MAX_COLUMNS) {
            throw corrupt(count + " columns");
        }
        List<SealedColumn> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            columns.add(new SealedColumn(readText(in), readText(in)));
        }
        return new InsertTarget(table, identity, text, columns, in.readLong());
    }

    /** Messages are told by their boundaries: every block of messages has some. */
    private static PayloadInfo readContent(DataInputView in, Boundaries boundaries)
            throws IOException {
        long rows = in.readLong();
        long length = in.readLong();
        int checksum = in.readInt();
        boolean compressed = in.readBoolean();
        int bytes = boundaries.read(in);
        BlockKind kind = bytes > 0 ? BlockKind.MESSAGES : BlockKind.ROWS;
        return new PayloadInfo(kind, rows, length, checksum, compressed, bytes);
    }

    private static void writeText(String text, DataOutput out) throws IOException {
        writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputView in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw corrupt("a length of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static IOException corrupt(String reason) {
        return new IOException(
                "Corrupt committable: "
                        + reason
                        + ". The savepoint or the spool file is damaged or was changed by hand; restore"
                        + " another savepoint");
    }
}
