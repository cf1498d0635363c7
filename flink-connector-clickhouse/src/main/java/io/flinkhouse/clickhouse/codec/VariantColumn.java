// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import org.apache.flink.table.data.GenericRowData;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Encodes and decodes {@code Variant(…)}: for each row the number of its member or 255 for NULL,
 * then the values of each member. In Flink a ROW with a nullable field per member, of which at most
 * one is set.
 */
final class VariantColumn implements Column {

    private static final int NONE = 255;
    private static final long BASIC = 0;

    private final Column[] members;
    private final Cell field = new Cell();
    private final ByteWriter numbers = new ByteWriter();

    VariantColumn(List<Column> members) {
        this.members = members.toArray(Column[]::new);
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            appendDefault();
            return;
        }
        field.of(cell.row(members.length));
        int set = NONE;
        for (int i = 0; i < members.length; i++) {
            field.index(i);
            if (!field.isNull()) {
                if (set != NONE) {
                    throw new UnfitValueException(
                            "a ROW whose fields "
                                    + (set + 1)
                                    + " and "
                                    + (i + 1)
                                    + " are both set");
                }
                set = i;
            }
        }
        numbers.int8(set);
        if (set != NONE) {
            field.index(set);
            members[set].append(field);
        }
        field.release();
    }

    @Override
    public void appendDefault() {
        numbers.int8(NONE);
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(numbers);
        for (Column member : members) {
            member.streams(visitor);
        }
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        for (Column member : members) {
            member.dictionaries(visitor);
        }
    }

    @Override
    public void writePrefix(ByteWriter out) {
        out.int64(BASIC);
        for (Column member : members) {
            member.writePrefix(out);
        }
    }

    @Override
    public void finish() {
        for (Column member : members) {
            member.finish();
        }
    }

    @Override
    public void reset() {
        for (Column member : members) {
            member.reset();
        }
    }

    @Override
    public void readPrefix(ByteReader in) {
        long mode = in.int64();
        if (mode != BASIC) {
            throw in.corrupt("Variant mode " + mode + "; only 0 is known");
        }
        for (Column member : members) {
            member.readPrefix(in);
        }
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        byte[] chosen = in.bytes(rows);
        int[] counts = new int[members.length];
        for (byte number : chosen) {
            int member = Byte.toUnsignedInt(number);
            if (member < members.length) {
                counts[member]++;
            } else if (member != NONE) {
                throw in.corrupt("member " + member + " of a Variant of " + members.length);
            }
        }
        List<Object[]> values = new ArrayList<>();
        for (int i = 0; i < members.length; i++) {
            values.add(members[i].read(in, counts[i]).objects(counts[i]));
            counts[i] = 0;
        }
        Object[] result = new Object[rows];
        for (int i = 0; i < rows; i++) {
            int member = Byte.toUnsignedInt(chosen[i]);
            if (member != NONE) {
                GenericRowData row = new GenericRowData(members.length);
                row.setField(member, values.get(member)[counts[member]++]);
                result[i] = row;
            }
        }
        return new ObjectVector(result);
    }
}
